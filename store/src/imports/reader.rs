//! Reading one row: each cell becomes a domain type, each fault is named with its column.

use super::{Columns as _, Imported, Known, Rights, RowError, Table, cells, own, sheet::Row};
use crate::{
    areas::{Area, Resolution},
    registers::Commissioner,
};
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::Coded,
    fields::{MAX_COUNT, check_text, is_phone},
    ids::{CommissionerId, UnitId},
};
use uuid::Uuid;

/// One row under its header, with the faults found so far.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    table: &'a Table,
    row: &'a Row,
    known: &'a Known,
    rights: Rights<'a>,
    faults: Vec<RowError>,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(
        rights: Rights<'a>,
        table: &'a Table,
        row: &'a Row,
        known: &'a Known,
    ) -> Self {
        Self {
            table,
            row,
            known,
            rights,
            faults: Vec::new(),
        }
    }

    pub(crate) const fn row_number(&self) -> usize {
        self.row.number
    }

    pub(crate) fn into_faults(self) -> Vec<RowError> {
        self.faults
    }

    /// Notes a fault of a column.
    pub(crate) fn fault(&mut self, column: &str, code: &'static str, message: &str) {
        self.suggest(column, code, message, None);
    }

    /// Notes a fault and what may have been meant.
    pub(crate) fn suggest(
        &mut self,
        column: &str,
        code: &'static str,
        message: &str,
        suggestion: Option<String>,
    ) {
        let fault = self.about(column, code, message, suggestion);
        self.faults.push(fault);
    }

    /// What is to be said of a column.
    pub(crate) fn about(
        &self,
        column: &str,
        code: &'static str,
        message: &str,
        suggestion: Option<String>,
    ) -> RowError {
        RowError {
            row: self.row.number,
            column: self.named(column).to_owned(),
            value: self.cell(column).to_owned(),
            code,
            message: message.to_owned(),
            suggestion,
        }
    }

    /// What the file calls a column, or for one that it lacks the template.
    fn named<'b>(&'b self, column: &'b str) -> &'b str {
        let (header, kind) = (self.table.header(column), self.rights.kind);
        match kind.column(column) {
            Some(column) if header.is_empty() => kind.header(column),
            None => column,
            Some(_) => header,
        }
    }

    /// A cell's text, tidied; empty when the file lacks the column.
    pub(crate) fn cell(&self, column: &str) -> &'a str {
        self.table.cell(self.row, column)
    }

    /// Whether the file has this column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.table.has(column)
    }

    /// Whether a fault of this column is named already.
    pub(crate) fn has_fault(&self, column: &str) -> bool {
        let named = self.named(column);
        self.faults.iter().any(|fault| fault.column == named)
    }

    /// What is known already when the file lacks the column, else what `read` makes of the cell.
    pub(crate) fn kept<T>(
        &mut self,
        column: &str,
        old: Option<T>,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<T> {
        if old.is_some() && !self.table.has(column) {
            old
        } else {
            read(self, column)
        }
    }

    /// A cell that must not be empty.
    fn required(&mut self, column: &str) -> Option<&'a str> {
        let text = self.cell(column);
        if text.is_empty() {
            self.fault(column, "required", "不能为空");
            return None;
        }
        Some(text)
    }

    /// A text of at most 1000 characters, empty counting as absent.
    pub(crate) fn optional_text(&mut self, column: &str) -> Option<String> {
        let text = self.cell(column);
        if check_text(text, 0, 1000).is_err() {
            self.fault(column, "bad_text", "文字过长或含有控制字符");
            return None;
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A text of 1–100 characters.
    pub(crate) fn text(&mut self, column: &str) -> Option<String> {
        let text = self.required(column)?;
        if check_text(text, 1, 100).is_err() {
            self.fault(column, "bad_text", "文字过长或含有控制字符");
            return None;
        }
        Some(text.to_owned())
    }

    /// A key such as a unit's code: half-width, without spaces, 1–64 characters.
    pub(crate) fn key(&mut self, column: &str) -> Option<String> {
        let text = cells::compact(self.required(column)?);
        if check_text(&text, 1, 64).is_err() {
            self.fault(column, "bad_text", "代码过长或含有控制字符");
            return None;
        }
        Some(text)
    }

    pub(crate) fn code<T: Coded>(&mut self, column: &str) -> Option<T> {
        let code = cells::coded(self.cell(column));
        if code.is_none() {
            let all: Vec<_> = T::ALL.iter().map(|member| member.label()).collect();
            self.no_choice(column, &all);
        }
        code
    }

    /// Notes a cell that holds none of the choices, and which there are.
    fn no_choice(&mut self, column: &str, choices: &[&str]) {
        let (code, message) = if self.cell(column).is_empty() {
            ("required", "不能为空")
        } else {
            ("unknown_code", "没有这个选项")
        };
        let offered = format!("可填：{}", choices.join("、"));
        self.suggest(column, code, message, Some(offered));
    }

    /// One of a list of terms, kept as it stands there.
    pub(crate) fn term(
        &mut self,
        column: &str,
        terms: &[(&'static str, &[&'static str])],
    ) -> Option<String> {
        let text = cells::compact(self.cell(column));
        let found = terms
            .iter()
            .find(|(term, others)| *term == text || others.contains(&text.as_str()));
        if found.is_none() {
            // A code is told by the word that means it.
            let word = |(term, others): &(&'static str, &[&'static str])| {
                let word = others.first().filter(|_| term.is_ascii());
                word.copied().unwrap_or(*term)
            };
            let all: Vec<_> = terms.iter().map(word).collect();
            self.no_choice(column, &all);
        }
        found.map(|(term, _)| (*term).to_owned())
    }

    pub(crate) fn date(&mut self, column: &str) -> Option<NaiveDate> {
        let date = cells::date(self.required(column)?);
        if date.is_none() {
            self.fault(column, "not_a_date", "不是日期，应如 2026-03-01");
        }
        date
    }

    /// A day that may be left out.
    pub(crate) fn dated(&mut self, column: &str) -> Option<NaiveDate> {
        if self.cell(column).is_empty() {
            return None;
        }
        self.date(column)
    }

    /// The last day of a period, which may be open; not before its first.
    pub(crate) fn end(&mut self, column: &str, start: Option<NaiveDate>) -> Option<NaiveDate> {
        if cells::means_open(self.cell(column)) {
            return None;
        }
        let end = self.date(column)?;
        if start.is_some_and(|start| end < start) {
            self.fault(column, "before_start", "早于开始日期");
        }
        Some(end)
    }

    pub(crate) fn count(&mut self, column: &str) -> Option<i64> {
        let text = cells::compact(self.cell(column));
        if text.is_empty() {
            return None;
        }
        let digits = text
            .trim_end_matches(['户', '人', '次', '份', '个'])
            .replace(',', "");
        let count = digits
            .parse()
            .ok()
            .filter(|count| (0..=MAX_COUNT).contains(count));
        if count.is_none() {
            self.fault(column, "not_a_count", "应为 0 到 1000000 的整数");
        }
        count
    }

    pub(crate) fn phone(&mut self, column: &str) -> Option<String> {
        let text = cells::compact(self.cell(column));
        if text.is_empty() {
            return None;
        }
        if !is_phone(&text) {
            self.fault(column, "not_a_phone", "不是电话号码");
        }
        Some(text)
    }

    /// An id given in the file.
    pub(crate) fn id(&mut self, column: &str) -> Option<Uuid> {
        let text = cells::compact(self.cell(column));
        if text.is_empty() {
            return None;
        }
        let id = Uuid::try_parse(&text).ok();
        if id.is_none() {
            self.fault(column, "not_an_id", "不是有效的编号（UUID）");
        }
        id
    }

    /// A known area of one of the levels, by code or name, which the importing person may edit.
    pub(crate) fn area(&mut self, column: &str, levels: &[AreaLevel]) -> Option<AreaCode> {
        let text = self.required(column)?;
        let accepts = |area: &Area| levels.contains(&area.level);
        let code = match cells::compact(text).parse::<AreaCode>() {
            Ok(code) => self.known_area(column, code, &accepts)?,
            Err(_) => self.named_area(column, text, &accepts)?,
        };
        if !self.rights.edits(&code) {
            self.fault(column, "out_of_scope", "不在您的管理范围内");
        }
        Some(code)
    }

    fn known_area(
        &mut self,
        column: &str,
        code: AreaCode,
        accepts: &dyn Fn(&Area) -> bool,
    ) -> Option<AreaCode> {
        match self.known.areas.get(&code) {
            None => self.fault(
                column,
                "unknown_area",
                "没有这个区划代码，可能是其他年份的区划",
            ),
            Some(area) if !accepts(area) => self.fault(column, "area_level", "区划的级别不对"),
            Some(_) => return Some(code),
        }
        None
    }

    fn named_area(
        &mut self,
        column: &str,
        text: &str,
        accepts: &dyn Fn(&Area) -> bool,
    ) -> Option<AreaCode> {
        let offer = |places: Vec<(AreaCode, String)>| {
            let places: Vec<_> = places
                .into_iter()
                .map(|(code, name)| format!("{name}（{code}）"))
                .collect();
            (!places.is_empty()).then(|| places.join("、"))
        };
        let rights = self.rights;
        // One's own county first: 小江镇 alone is enough for the county that has it.
        let own = self
            .known
            .areas
            .resolve(text, |area| accepts(area) && rights.edits(&area.code));
        let found = match own {
            Resolution::Unknown(_) => self.known.areas.resolve(text, accepts),
            found => found,
        };
        match found {
            Resolution::Found(code) => return Some(code),
            Resolution::Ambiguous(places) => {
                self.suggest(column, "ambiguous_area", "这个名称不止一处", offer(places));
            }
            Resolution::Unknown(places) => {
                self.suggest(column, "unknown_area", "没有找到这个地方", offer(places));
            }
        }
        None
    }

    /// The codes of at least `min` industries, by code or name.
    pub(crate) fn industries(&mut self, column: &str, min: usize) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        let mut unknown = false;
        for text in cells::several(self.cell(column)) {
            match self
                .known
                .industries
                .iter()
                .find(|known| known.code == text || known.name == text)
            {
                Some(industry) if codes.contains(&industry.code) => {}
                Some(industry) => codes.push(industry.code.clone()),
                None => {
                    unknown = true;
                    let all: Vec<_> = self
                        .known
                        .industries
                        .iter()
                        .map(|known| known.name.as_str())
                        .collect();
                    let message = format!("产业字典里没有“{text}”");
                    self.suggest(
                        column,
                        "unknown_code",
                        &message,
                        Some(format!("可填：{}", all.join("、"))),
                    );
                }
            }
        }
        if codes.len() < min && !unknown {
            self.fault(column, "required", "至少要有一个产业");
        }
        codes
    }

    /// A known unit by its code or its name.
    pub(crate) fn unit(&mut self, column: &str) -> Option<UnitId> {
        let text = self.required(column)?;
        if let Some(unit) = self.known.units.get(&cells::compact(text)) {
            return Some(unit.id);
        }
        let named: Vec<_> = self
            .known
            .units
            .values()
            .filter(|unit| unit.name == text)
            .collect();
        match named.as_slice() {
            [unit] => return Some(unit.id),
            [] => self.fault(column, "unknown_unit", "没有这个单位，请先导入派出单位"),
            several => {
                let mut codes: Vec<_> = several.iter().map(|unit| unit.code.as_str()).collect();
                codes.sort_unstable();
                self.suggest(
                    column,
                    "ambiguous_unit",
                    "有几个同名单位，请填单位代码",
                    Some(codes.join("、")),
                );
            }
        }
        None
    }

    /// The people that a cell names, by login or by name.
    pub(crate) fn people(&mut self, column: &str) -> Vec<CommissionerId> {
        let mut people = Vec::new();
        for text in own::present(self.cell(column)) {
            people.extend(self.person(column, &text).filter(|id| !people.contains(id)));
        }
        people
    }

    /// What is known of a commissioner.
    pub(crate) fn known_person(&self, id: CommissionerId) -> Option<&'a Commissioner> {
        self.known.people.values().find(|person| person.id == id)
    }

    /// Whether a commissioner was appointed on this day, in whichever of their terms.
    pub(crate) fn serves_on(&self, id: CommissionerId, day: NaiveDate) -> bool {
        let mut terms = self.terms(id).iter();
        terms.any(|(from, to)| calendar::holds(*from, *to, day))
    }

    /// First and last day of each term of a commissioner, the first one first.
    pub(crate) fn terms(&self, id: CommissionerId) -> &'a [(NaiveDate, Option<NaiveDate>)] {
        self.known.terms.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether a commissioner was appointed on a day of these, in whichever of their terms.
    pub(crate) fn serves_in(
        &self,
        id: CommissionerId,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) -> bool {
        let last = to.unwrap_or(NaiveDate::MAX);
        let mut terms = self.terms(id).iter();
        terms.any(|(begun, ended)| calendar::overlaps(*begun, *ended, from, last))
    }

    /// Whether somebody may be meant by a mere name: one of the importer's own area. A login names
    /// anybody.
    pub(crate) fn may_mean(&self, person: &Commissioner, text: &str) -> bool {
        self.rights.edits(&person.area_code) || person.login == cells::compact(text)
    }

    /// Whether the importer may change what belongs to an area.
    pub(crate) fn edits(&self, area: &AreaCode) -> bool {
        self.rights.edits(area)
    }

    /// What was imported under this key before.
    pub(crate) fn imported(&self, key: &str) -> Option<&'a Imported> {
        self.known.ledger.get(key)
    }

    /// Whether the list of records wrote the file.
    pub(crate) const fn is_own(&self) -> bool {
        self.table.is_own
    }

    /// Whether a record that is there already is told by one of these.
    pub(crate) fn is_written(&self, told: &[String]) -> bool {
        self.table.is_own && told.iter().any(|one| self.known.written.contains(one))
    }

    /// What is known of an area.
    pub(crate) fn place_name(&self, code: AreaCode) -> String {
        self.known.areas.full_name(code)
    }

    /// A known commissioner by login or by name.
    pub(crate) fn person(&mut self, column: &str, text: &str) -> Option<CommissionerId> {
        if let Some(person) = self.known.people.get(&cells::compact(text)) {
            return Some(person.id);
        }
        let name = cells::person_name(text);
        let named = self.known.namesakes.get(&name);
        match named.map_or(&[][..], Vec::as_slice) {
            [login] => return self.known.people.get(login).map(|person| person.id),
            [] => self.fault(
                column,
                "unknown_person",
                &format!("没有“{text}”这位科技特派员，请先导入"),
            ),
            several => {
                let mut logins = several.to_vec();
                logins.sort_unstable();
                self.suggest(
                    column,
                    "ambiguous_person",
                    "有几位同名，请填登录名",
                    Some(logins.join("、")),
                );
            }
        }
        None
    }
}
