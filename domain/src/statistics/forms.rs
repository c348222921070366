//! Forms: which indicators an area shows, in which order and by which names.

use super::{
    AnnualStatistics, IndicatorFigure,
    catalogue::{CATALOGUE, IndicatorCode},
};
use crate::{
    access::{Action, Actor, Standing, may},
    areas::{AreaCode, AreaLevel},
    fields::{FieldCode, FieldError},
    filings::filer,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 40;

crate::coded!(
    /// What a form may begin with.
    Preset {
        All = "all" "全部指标",
        Province = "province" "省级 21 项年报",
        Short = "short" "简表",
    }
);

crate::coded!(
    /// Which indicators are asked for.
    Shown {
        All = "all" "全部指标",
        Area = "area" "本地表式",
    }
);

/// An indicator on a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub code: IndicatorCode,
    /// The area's own name for it; none for the catalogue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An area's form: at least one line, and each indicator once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Line>", into = "Vec<Line>")]
pub struct Form(Vec<Line>);

impl From<Form> for Vec<Line> {
    fn from(form: Form) -> Self {
        form.0
    }
}

impl TryFrom<Vec<Line>> for Form {
    type Error = String;

    fn try_from(lines: Vec<Line>) -> Result<Self, String> {
        Self::new(lines).map_err(|fault| format!("{}: {:?}", fault.path, fault.code))
    }
}

impl Form {
    /// Takes lines in their order. Refuses a form without lines, an indicator that stands twice or is a
    /// person's alone, and a name that is too long; an empty name is none.
    pub fn new(lines: Vec<Line>) -> Result<Self, FieldError> {
        if lines.is_empty() {
            return Err(FieldError::new("lines", FieldCode::Required));
        }
        let mut seen = BTreeSet::new();
        let mut kept = Vec::with_capacity(lines.len());
        for Line { code, name } in lines {
            let fault = |fault| FieldError::new(format!("name-{}", code.as_str()), fault);
            if code.is_personal() {
                return Err(fault(FieldCode::UnknownCode));
            }
            if !seen.insert(code) {
                return Err(fault(FieldCode::Duplicate));
            }
            let name = name.map(|name| name.trim().to_owned());
            let name = name.filter(|name| !name.is_empty() && name != code.name());
            let text = name.as_deref().unwrap_or_default();
            if text.chars().count() > LONGEST_NAME {
                return Err(fault(FieldCode::TooLong));
            }
            if text.chars().any(char::is_control) {
                return Err(fault(FieldCode::ControlCharacter));
            }
            kept.push(Line { code, name });
        }
        Ok(Self(kept))
    }

    /// The lines in their order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The area's own name for an indicator.
    #[must_use]
    pub fn name(&self, code: IndicatorCode) -> Option<&str> {
        let line = self.0.iter().find(|line| line.code == code)?;
        line.name.as_deref()
    }
}

impl Preset {
    /// The form that it stands for.
    #[must_use]
    pub fn form(self) -> Form {
        let line = |(code, name): (IndicatorCode, &str)| Line {
            code,
            name: Some(name.to_owned()).filter(|name| !name.is_empty() && name != code.name()),
        };
        let lines = match self {
            Self::All => CATALOGUE
                .iter()
                .filter(|indicator| !indicator.code.is_personal())
                .map(|indicator| line((indicator.code, "")))
                .collect(),
            Self::Province => PROVINCE.iter().copied().map(line).collect(),
            Self::Short => SHORT.iter().map(|code| line((*code, ""))).collect(),
        };
        Form(lines)
    }
}

use IndicatorCode as C;

/// The provincial annual report (`domain.md` §4.1), in its order and wording. Enterprises and
/// cooperatives are two lines here; its 贫困人口 is counted of nothing that is recorded.
const PROVINCE: [(IndicatorCode, &str); 21] = [
    (C::B03, "科技服务天数"),
    (C::H07, "集体经济增收"),
    (C::E01, "引进推广新品种新产品"),
    (C::E02, "推广新技术"),
    (C::E05, "解决技术难题"),
    (C::D03, "培训农民"),
    (C::G01, "创办领办培育企业"),
    (C::G02, "创办领办培育合作社"),
    (C::H06, "带动就业人数"),
    (C::B05C, "服务农村合作组织"),
    (C::F01, "建立科技示范基地"),
    (C::F03, "培育科技示范户"),
    (C::D01, "举办培训班"),
    (C::D02, "培训人员"),
    (C::D04, "培训贫困群众"),
    (C::H05, "实现产值"),
    (C::H03, "带动增收"),
    (C::H08, "创利税"),
    (C::C10, "帮扶贫困村"),
    (C::B05T, "帮扶贫困户"),
    (C::H02, "带动脱贫"),
];

/// What a county looks at every month.
const SHORT: [IndicatorCode; 15] = [
    C::A01,
    C::A06,
    C::B01,
    C::B03,
    C::C02,
    C::C03R,
    C::C04R,
    C::C05R,
    C::C06,
    C::D01,
    C::D02,
    C::E01,
    C::E02,
    C::E05,
    C::K01,
];

/// Whether a person keeps the form of a city or county: who files its years, or an administrator.
#[must_use]
pub fn keeps(actor: &Actor, area: AreaCode) -> bool {
    let has_one = matches!(area.level(), AreaLevel::City | AreaLevel::County);
    let files = filer(area.level()) == Some(actor.role) && actor.covers(&area);
    has_one && (files || may(actor.role, Action::Administer, Standing::default()))
}

impl AnnualStatistics {
    /// These figures as people read them: with the area's own names, and of its form what was asked for.
    #[must_use]
    pub fn shown(self, what: Shown) -> Self {
        match what {
            Shown::All => self.named(),
            Shown::Area => self.in_form(),
        }
    }

    /// These figures with the area's own names.
    #[must_use]
    pub fn named(mut self) -> Self {
        if let Some(form) = &self.form {
            for figure in &mut self.indicators {
                if let Some(name) = form.name(figure.code) {
                    name.clone_into(&mut figure.name_zh);
                }
            }
        }
        self
    }

    /// The figures of a sheet: first the lines of the area's form, as it shows them, then what else was
    /// counted. Without a form all are among the first. What is a person's alone is on no area's sheet.
    #[must_use]
    pub fn sheet(self) -> [Vec<IndicatorFigure>; 2] {
        let mut others = self.clone().named().indicators;
        let mut lines = self.in_form().indicators;
        lines.retain(|figure| !figure.code.is_personal());
        others.retain(|figure| {
            !figure.code.is_personal() && lines.iter().all(|line| line.code != figure.code)
        });
        [lines, others]
    }

    /// These figures as the area's form shows them: its lines alone, in its order and with its names.
    #[must_use]
    pub fn in_form(self) -> Self {
        let mut shown = self.named();
        let Some(form) = &shown.form else {
            return shown;
        };
        let place = |code: IndicatorCode| form.lines().iter().position(|line| line.code == code);
        shown
            .indicators
            .retain(|figure| place(figure.code).is_some());
        shown.indicators.sort_by_key(|figure| place(figure.code));
        for row in &mut shown.rows {
            row.values.retain(|code, _| place(*code).is_some());
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{Coded, Role};

    fn line(code: IndicatorCode, name: &str) -> Line {
        let name = Some(name.to_owned());
        Line { code, name }
    }

    #[test]
    fn every_preset_is_a_form() {
        for preset in Preset::ALL {
            let form = preset.form();
            assert_eq!(Form::new(form.lines().to_vec()), Ok(form), "{preset:?}");
        }
        assert_eq!(Preset::All.form().lines().len(), CATALOGUE.len() - 1);
    }

    #[test]
    fn a_form_holds_each_indicator_once_and_no_personal_one() {
        let refused = |lines: Vec<Line>| Form::new(lines).unwrap_err().code;
        assert_eq!(refused(vec![]), FieldCode::Required);
        let twice = vec![line(C::B01, ""), line(C::B01, "下乡")];
        assert_eq!(refused(twice), FieldCode::Duplicate);
        assert_eq!(refused(vec![line(C::B02, "")]), FieldCode::UnknownCode);
        let long = "长".repeat(LONGEST_NAME + 1);
        assert_eq!(refused(vec![line(C::B01, &long)]), FieldCode::TooLong);
    }

    #[test]
    fn the_catalogues_own_name_is_no_name() {
        let form = Form::new(vec![line(C::B01, C::B01.name()), line(C::B04, " 线上 ")]).unwrap();
        assert_eq!(form.name(C::B01), None);
        assert_eq!(form.name(C::B04), Some("线上"));
        let text = serde_json::to_string(&form).unwrap();
        assert_eq!(text, r#"[{"code":"B01"},{"code":"B04","name":"线上"}]"#);
        assert_eq!(serde_json::from_str::<Form>(&text).unwrap(), form);
    }

    #[test]
    fn an_area_is_kept_by_who_files_its_years_or_by_an_administrator() {
        let area = |text: &str| -> AreaCode { text.parse().unwrap() };
        let actor = |role, area: Option<&str>| Actor {
            account_id: crate::ids::AccountId(uuid::Uuid::nil()),
            name: String::new(),
            role,
            area_code: area.map(|text| text.parse().unwrap()),
            commissioner_id: None,
            unit_id: None,
        };
        let (city, county, other) = ("360700000000", "360722000000", "360723000000");
        for (role, home, may) in [
            (Role::CityStaff, Some(city), [true, false, false, false]),
            (Role::CountyStaff, Some(county), [false, true, false, false]),
            (Role::TownshipCoordinator, Some(county), [false; 4]),
            (Role::Commissioner, Some(county), [false; 4]),
            (Role::Admin, None, [true, true, true, false]),
        ] {
            let actor = actor(role, home);
            let kept = [city, county, other, "360722100000"].map(|code| keeps(&actor, area(code)));
            assert_eq!(kept, may, "{role:?}");
        }
    }
}
