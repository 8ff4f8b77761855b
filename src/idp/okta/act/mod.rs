//! What an admin can do, one file each. Each reads top to bottom like Okta's own sequence.

pub(super) mod activate_push;
pub(super) mod add_members;
pub(super) mod assign_group;
pub(super) mod assign_user;
pub(super) mod deactivate;
pub(super) mod deactivate_push;
pub(super) mod enable_provisioning;
pub(super) mod import;
pub(super) mod link_group;
pub(super) mod push_group;
pub(super) mod push_now;
pub(super) mod reactivate;
pub(super) mod remove_members;
pub(super) mod rename_group;
pub(super) mod rename_user;
pub(super) mod suspend;
pub(super) mod sync_password;
pub(super) mod test_connection;
pub(super) mod unassign_group;
pub(super) mod unassign_user;
pub(super) mod unlink_group;
pub(super) mod unsuspend;
pub(super) mod update;
