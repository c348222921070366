//! 图表: an area's year in pictures. SVG made on the server, each with its numbers as a table.

mod bars;
mod page;

pub(crate) use page::ChartsPage;
