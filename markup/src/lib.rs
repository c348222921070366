//! `view!` as the browser's pages use it: the markup of Leptos' own `view!`, made into one plain tree
//! (`app/src/view/node.rs`) instead of a type for each view. The server keeps Leptos' macro.

mod emit;
mod inert;

/// The tree of some markup, as an expression of type `crate::view::node::Node`.
#[proc_macro]
pub fn view(markup: proc_macro::TokenStream) -> proc_macro::TokenStream {
    emit::tree(markup.into()).into()
}
