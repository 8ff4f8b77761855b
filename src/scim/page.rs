//! Index-based paging (RFC 7644 §3.4.2.4).

use std::ops::Range;

use serde_json::Value;

use super::error::{Error, ScimType};

/// Which part of a result is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The 1-based place of the first resource.
    pub start_index: usize,
    /// How many at most; `None` leaves it to the server.
    pub count: Option<usize>,
}

/// From the first on, as many as the server likes.
impl Default for Page {
    fn default() -> Self {
        Page { start_index: 1, count: None }
    }
}

impl Page {
    /// A start below 1 means 1, a count below 0 means 0.
    pub fn new(start_index: Option<i64>, count: Option<i64>) -> Self {
        let whole = |number: i64| usize::try_from(number.max(0)).unwrap_or(usize::MAX);
        Page { start_index: whole(start_index.unwrap_or(1)).max(1), count: count.map(whole) }
    }

    /// From the query parameters.
    ///
    /// # Errors
    /// 400 `invalidValue` for what is not a whole number.
    pub fn parse(start_index: Option<&str>, count: Option<&str>) -> Result<Self, Error> {
        let read = |name: &str, text: Option<&str>| match text.map(str::parse::<i64>) {
            None => Ok(None),
            Some(Ok(number)) => Ok(Some(number)),
            Some(Err(_)) => Err(not_whole(name, text.unwrap_or_default())),
        };
        Ok(Self::new(read("startIndex", start_index)?, read("count", count)?))
    }

    /// From the members of a SearchRequest.
    ///
    /// # Errors
    /// 400 `invalidValue` for what is not a whole number.
    pub fn from_json(start_index: Option<&Value>, count: Option<&Value>) -> Result<Self, Error> {
        let read = |name: &str, value: Option<&Value>| match value {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| not_whole(name, &value.to_string())),
        };
        Ok(Self::new(read("startIndex", start_index)?, read("count", count)?))
    }

    /// The part of a result of `total` resources that this page is, at most `max` long. Past the end it is empty.
    pub fn of(&self, total: usize, max: usize) -> Range<usize> {
        let from = (self.start_index - 1).min(total);
        let count = self.count.unwrap_or(max).min(max);
        from..from.saturating_add(count).min(total)
    }
}

fn not_whole(name: &str, found: &str) -> Error {
    Error::of(ScimType::InvalidValue, format!("'{name}' must be a whole number, not '{found}'"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Page;

    fn range(start_index: Option<i64>, count: Option<i64>, total: usize) -> (usize, usize) {
        let range = Page::new(start_index, count).of(total, 100);
        (range.start, range.end)
    }

    #[test]
    fn a_start_below_one_is_one_and_a_count_below_zero_is_zero() {
        assert_eq!(range(Some(0), Some(5), 10), (0, 5));
        assert_eq!(range(Some(-7), Some(5), 10), (0, 5));
        assert_eq!(range(None, Some(-1), 10), (0, 0));
        assert_eq!(range(None, Some(0), 10), (0, 0));
    }

    #[test]
    fn pages_never_exceed_count_maximum_or_total() {
        assert_eq!(range(None, None, 250), (0, 100));
        assert_eq!(range(Some(101), Some(100), 250), (100, 200));
        assert_eq!(range(Some(201), Some(100), 250), (200, 250));
        assert_eq!(range(Some(1), Some(1000), 250), (0, 100));
        assert_eq!(range(Some(500), Some(10), 250), (250, 250));
        assert_eq!(range(Some(i64::MAX), Some(i64::MAX), 250), (250, 250));
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        assert!(Page::parse(Some("1"), Some("100")).is_ok());
        for bad in ["", "x", "1.5", "1e3"] {
            assert_eq!(Page::parse(Some(bad), None).unwrap_err().status, 400, "{bad}");
            assert_eq!(Page::parse(None, Some(bad)).unwrap_err().status, 400, "{bad}");
        }
        assert_eq!(Page::from_json(Some(&json!(3)), Some(&json!(null))).unwrap(), Page::new(Some(3), None));
        assert!(Page::from_json(Some(&json!("3")), None).is_err());
    }
}
