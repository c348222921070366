//! 数据质量: what to look at before a year is filed. The pages carry no script.

mod page;
mod read;

pub(crate) use page::{CheckPage, QualityPage};
