//! Outlines of counties: data by the code of the city. A city without any shows no map.

use domain::areas::AreaCode;

/// The cities that have outlines. Their licence stands in `NOTICE`.
const CITIES: [(&str, &str); 1] = [(
    "360700000000",
    include_str!("../../../../data/outlines_360700.tsv"),
)];

/// A city's map.
pub(super) struct Outlines {
    /// Width and height of the drawing.
    pub(super) size: (i64, i64),
    pub(super) counties: Vec<Outline>,
}

/// A county's outline.
pub(super) struct Outline {
    pub(super) code: AreaCode,
    /// Where its name stands.
    pub(super) middle: (i64, i64),
    /// A path of SVG.
    pub(super) path: &'static str,
}

/// The map of a city, when there is one.
pub(super) fn of_city(city: AreaCode) -> Option<Outlines> {
    let (_, text) = CITIES.iter().find(|(code, _)| *code == city.as_str())?;
    read(text)
}

fn read(text: &'static str) -> Option<Outlines> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut size = lines.next()?.split('\t').skip(1);
    Some(Outlines {
        size: (size.next()?.parse().ok()?, size.next()?.parse().ok()?),
        counties: lines.map(outline).collect::<Option<_>>()?,
    })
}

fn outline(line: &'static str) -> Option<Outline> {
    let mut cells = line.split('\t');
    Some(Outline {
        code: cells.next()?.parse().ok()?,
        middle: (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?),
        path: cells.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_county_of_ganzhou_has_an_outline_with_its_name_inside_the_drawing() {
        let map = of_city("360700000000".parse().unwrap()).unwrap();
        assert_eq!(map.counties.len(), 18);
        for county in map.counties {
            let (x, y) = county.middle;
            assert!((0..map.size.0).contains(&x) && (0..map.size.1).contains(&y));
            assert!(county.path.starts_with('M') && county.path.ends_with('z'));
        }
        assert!(of_city("130500000000".parse().unwrap()).is_none());
    }
}
