//! Markup that never changes: kept as text, which the browser itself makes into elements.

use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement, NodeName};

use crate::emit::{attribute_name, is_component, is_svg};

/// Elements without an end tag.
pub(crate) fn is_void(name: &str) -> bool {
    [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ]
    .contains(&name)
}

/// The HTML of an element in which nothing is an expression; none for one in which something is, and
/// for a part of a drawing, which HTML alone does not tell from other elements.
pub(crate) fn html(element: &NodeElement<impl rstml::node::CustomNode>) -> Option<String> {
    let name = element.name().to_string();
    if (is_svg(&name) && name != "svg") || !is_inert(element) {
        return None;
    }
    let mut html = String::new();
    write(element, &mut html);
    Some(html)
}

fn is_inert(element: &NodeElement<impl rstml::node::CustomNode>) -> bool {
    !is_component(element.name())
        && element
            .attributes()
            .iter()
            .all(|attribute| match attribute {
                NodeAttribute::Attribute(attribute) => is_written(attribute),
                NodeAttribute::Block(_) => false,
            })
        && element.children.iter().all(|child| match child {
            Node::Element(child) => is_inert(child),
            Node::Text(_) | Node::RawText(_) | Node::Comment(_) => true,
            _ => false,
        })
}

/// Whether an attribute's value stands in the markup.
fn is_written(attribute: &KeyedAttribute) -> bool {
    let special = matches!(&attribute.key, NodeName::Punctuated(_))
        && attribute.key.to_string().contains(':');
    !special && (attribute.value().is_none() || text_of(attribute).is_some())
}

/// The text that stands in the markup as an attribute's value.
pub(crate) fn text_of(attribute: &KeyedAttribute) -> Option<String> {
    match attribute.value()? {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

fn write(element: &NodeElement<impl rstml::node::CustomNode>, html: &mut String) {
    let name = element.name().to_string();
    html.push('<');
    html.push_str(&name);
    for attribute in element.attributes() {
        if let NodeAttribute::Attribute(attribute) = attribute {
            html.push(' ');
            html.push_str(&attribute_name(&attribute.key));
            if let Some(text) = text_of(attribute) {
                html.push_str("=\"");
                html.push_str(&text.replace('&', "&amp;").replace('"', "&quot;"));
                html.push('"');
            }
        }
    }
    html.push('>');
    if is_void(&name) {
        return;
    }
    for child in &element.children {
        match child {
            Node::Element(child) => write(child, html),
            Node::Text(text) => html.push_str(&escaped(&text.value_string())),
            Node::RawText(text) => html.push_str(&escaped(&text.to_string_best())),
            _ => {}
        }
    }
    html.push_str("</");
    html.push_str(&name);
    html.push('>');
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
