//! What is served under which base path.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::provider::{Provider, Settings};

/// Where a SCIM service begins, below the host or below a tenant.
const BASE: &str = "/scim/v2";

/// What a server serves.
#[derive(Debug, Clone)]
pub enum Site {
    /// One provider, at `/scim/v2`.
    Single(Arc<Provider>),
    /// A provider per tenant, at `/<tenant>/scim/v2`.
    Many(Tenants),
}

impl Site {
    /// The provider that a path belongs to, and where in the path its base ends.
    pub(super) fn find(&self, path: &str) -> Option<(Arc<Provider>, usize)> {
        match self {
            Site::Single(provider) => {
                let base = base_end(path, 0)?;
                Some((Arc::clone(provider), base))
            }
            Site::Many(tenants) => {
                let name = path.strip_prefix('/')?.split('/').next().filter(|name| !name.is_empty())?;
                let base = base_end(path, name.len() + 1)?;
                Some((tenants.get(name), base))
            }
        }
    }
}

/// Where the base path that starts at `from` ends, if it is there as a whole.
fn base_end(path: &str, from: usize) -> Option<usize> {
    let rest = path.get(from..)?.strip_prefix(BASE)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(from + BASE.len())
}

/// Providers by name, each with a store of its own. Cheap to clone; clones share the providers.
#[derive(Clone)]
pub struct Tenants {
    providers: Arc<RwLock<HashMap<String, Arc<Provider>>>>,
    settings: Arc<dyn Fn(&str) -> Settings + Send + Sync>,
}

impl Tenants {
    /// No tenants yet; each is made with these settings when it is first asked for.
    pub fn new(settings: impl Fn(&str) -> Settings + Send + Sync + 'static) -> Self {
        Tenants { providers: Arc::default(), settings: Arc::new(settings) }
    }

    /// The provider of a tenant, made if need be.
    pub fn get(&self, name: &str) -> Arc<Provider> {
        let known = self.providers.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        known.unwrap_or_else(|| {
            let mut providers = self.providers.write().unwrap_or_else(PoisonError::into_inner);
            let make = || Arc::new(Provider::new((self.settings)(name)));
            Arc::clone(providers.entry(name.to_owned()).or_insert_with(make))
        })
    }

    /// Drops a tenant with all that it holds. Asked for again, it starts empty.
    pub fn forget(&self, name: &str) {
        self.providers.write().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// How many tenants there are at present.
    pub fn len(&self) -> usize {
        self.providers.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The base URL of a tenant on a server at that origin (`http://127.0.0.1:8080`).
    pub fn base(origin: &str, name: &str) -> String {
        format!("{origin}/{name}{BASE}")
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod unit {
    use super::{Site, Tenants};
    use crate::provider::{Provider, Settings};

    #[test]
    fn the_base_path_is_matched_as_a_whole() {
        let single = Site::Single(Provider::new(Settings::default()).into());
        let end = |path: &str| single.find(path).map(|(_, end)| end);
        assert_eq!(end("/scim/v2"), Some(8));
        assert_eq!(end("/scim/v2/Users"), Some(8));
        for path in ["/", "/scim/v22/Users", "/scim/v1/Users", "/x/scim/v2", "/Users"] {
            assert_eq!(end(path), None, "{path}");
        }
    }

    #[test]
    fn a_tenant_comes_with_its_first_request_and_starts_empty_after_being_forgotten() {
        let tenants = Tenants::new(|_| Settings::default());
        let site = Site::Many(tenants.clone());
        assert!(site.find("/scim/v2/Users").is_none());
        assert!(tenants.is_empty());
        let (first, end) = site.find("/pass-1/scim/v2/Users").unwrap();
        assert_eq!(end, "/pass-1/scim/v2".len());
        let (again, _) = site.find("/pass-1/scim/v2/Groups").unwrap();
        assert!(std::sync::Arc::ptr_eq(&first, &again));
        tenants.forget("pass-1");
        assert!(!std::sync::Arc::ptr_eq(&first, &tenants.get("pass-1")));
    }
}
