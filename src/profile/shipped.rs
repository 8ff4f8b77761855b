//! The profiles inside the binary: one per vendor, beside the vendor's scenarios.

use std::path::Path;

use super::{Profile, read};
use crate::scenario::{self, Problems};

/// The names of the shipped vendors, sorted.
pub fn vendors() -> Vec<String> {
    scenario::profiles().into_iter().map(|(name, _)| name).collect()
}

/// The profile of a vendor; `None` when there is no such vendor.
///
/// # Errors
/// The shipped file has mistakes: a test holds that none has.
pub fn vendor(name: &str) -> Option<Result<Profile, Box<Problems>>> {
    let (_, path) = scenario::profiles().into_iter().find(|(vendor, _)| vendor == name)?;
    let text = scenario::shipped_text(path).unwrap_or_default().to_owned();
    Some(read(&Path::new(scenario::SHIPPED).join(path), text))
}

/// The directory of names of a vendor's scenarios.
pub fn scenarios(vendor: &str) -> String {
    format!("{}{vendor}", scenario::VENDORS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{scenarios, vendor, vendors};
    use crate::profile::{Evidence, Profile, Proof};
    use crate::scenario::{Catalogue, Places, export};
    use crate::source::render;

    fn profiles() -> Vec<Profile> {
        let read = |name: &String| match vendor(name).unwrap() {
            Ok(profile) => profile,
            Err(problems) => panic!("{}", render(&problems.sources, &problems.diagnostics, false)),
        };
        vendors().iter().map(read).collect()
    }

    fn shipped() -> BTreeSet<String> {
        let places = Places { directory: ".".into(), shipped: true, roots: Vec::new() };
        let catalogue = Catalogue::load(&places, &[]).unwrap();
        catalogue.scenarios.iter().map(|scenario| scenario.name.clone()).collect()
    }

    #[test]
    fn a_profile_bears_the_name_of_its_directory() {
        let names: Vec<String> = profiles().into_iter().map(|profile| profile.name).collect();
        assert_eq!(names, vendors());
        assert_eq!(names, ["secoda", "sigma", "sigma-2020", "sisense-cdt"]);
    }

    #[test]
    fn every_row_has_a_source_and_a_scenario_that_exists_or_a_reason() {
        let shipped = shipped();
        for profile in profiles() {
            for row in &profile.rows {
                assert!(!row.source.is_empty(), "{} {} has no source", profile.name, row.id);
                match &row.proof {
                    Proof::Scenarios(names) => {
                        for name in names {
                            assert!(
                                shipped.contains(name),
                                "{} {}: no scenario {name}",
                                profile.name,
                                row.id
                            );
                        }
                    }
                    Proof::NotOverHttp(reason) | Proof::ClientSide(reason) => {
                        assert!(!reason.is_empty(), "{} {}", profile.name, row.id);
                    }
                }
            }
        }
    }

    #[test]
    fn the_rows_are_those_of_the_documents() {
        let count = |name: &str, letter: &str| {
            let profile = vendor(name).unwrap().unwrap();
            let ids: Vec<String> = profile.rows.iter().map(|row| row.id.clone()).collect();
            let wanted: Vec<String> = (1..=ids.len()).map(|number| format!("{letter}{number}")).collect();
            assert_eq!(ids, wanted, "{name}");
            ids.len()
        };
        assert_eq!((count("sigma", "S"), count("sisense-cdt", "C"), count("secoda", "D")), (32, 14, 11));
    }

    #[test]
    fn every_scenario_of_a_vendor_shows_a_row_of_that_vendor() {
        let shown: BTreeSet<String> = profiles()
            .into_iter()
            .flat_map(|profile| profile.rows)
            .filter_map(|row| match row.proof {
                Proof::Scenarios(names) => Some(names),
                _ => None,
            })
            .flatten()
            .collect();
        let own =
            shipped().into_iter().filter(|name| name.starts_with("vendors/") && !name.ends_with("/walk"));
        let unclaimed: Vec<String> = own.filter(|name| !shown.contains(name)).collect();
        assert!(unclaimed.is_empty(), "{unclaimed:?}");
        assert!(
            export().iter().any(|(path, _)| path.ends_with(format!("{}/profile.yaml", scenarios("sigma"))))
        );
    }

    #[test]
    fn every_shipped_knob_and_setting_says_what_it_rests_on() {
        for profile in profiles() {
            for turned in &profile.provider {
                let name = turned.setting.knob().name;
                assert!(holds(turned.evidence.as_ref()), "{}: {name} rests on nothing", profile.name);
            }
            for (name, _) in &profile.integration.settings {
                let evidence = profile.integration.evidence.get(&name.value);
                assert!(holds(evidence), "{}: {} rests on nothing", profile.name, name.value);
            }
        }
    }

    fn holds(evidence: Option<&Evidence>) -> bool {
        match evidence {
            Some(Evidence::Documented(lines)) => !lines.is_empty(),
            Some(Evidence::Inferred(reason)) => !reason.is_empty(),
            None => false,
        }
    }
}
