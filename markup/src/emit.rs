//! From markup to the expression that makes its tree.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use rstml::node::{
    CustomNode, KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeBlock, NodeElement,
    NodeName,
};
use syn::LitStr;

use crate::inert;

pub(crate) fn tree(markup: TokenStream) -> TokenStream {
    let site = fingerprint(&markup.to_string());
    let parser = rstml::Parser::new(rstml::ParserConfig::default().recover_block(true));
    let (nodes, faults) = parser.parse_recoverable(markup).split_vec();
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "its type is of a crate that is not named here"
    )]
    let faults = faults.into_iter().map(|fault| fault.emit_as_expr_tokens());
    let root = Writer { site }.several(&nodes);
    quote! {
        {
            #[allow(unused_braces)]
            {
                #(#faults;)*
                #root
            }
        }
    }
}

/// Tells one place of markup from another: FNV-1a, the same in every build.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Whether a tag names a component.
pub(crate) fn is_component(name: &NodeName) -> bool {
    let name = name.to_string();
    name.contains("::") || name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Whether an element is a part of a drawing.
pub(crate) fn is_svg(name: &str) -> bool {
    [
        "circle", "defs", "g", "line", "path", "polygon", "polyline", "rect", "svg", "symbol",
        "text", "tspan", "use",
    ]
    .contains(&name)
}

/// An attribute as HTML writes it.
pub(crate) fn attribute_name(key: &NodeName) -> String {
    key.to_string().trim_start_matches("r#").to_owned()
}

struct Writer {
    site: u32,
}

impl Writer {
    /// One node for any number of them.
    fn several<C: CustomNode>(&self, nodes: &[Node<C>]) -> TokenStream {
        let nodes: Vec<_> = nodes.iter().flat_map(|node| self.nodes(node)).collect();
        match nodes.as_slice() {
            [] => quote! { crate::view::node::Node::Empty },
            [one] => one.clone(),
            _ => quote! { crate::view::node::Node::Several(::std::vec![#(#nodes),*]) },
        }
    }

    fn nodes<C: CustomNode>(&self, node: &Node<C>) -> Vec<TokenStream> {
        match node {
            Node::Element(element) => vec![self.element(element)],
            Node::Text(text) => vec![text_node(&text.value_string())],
            Node::RawText(text) => vec![text_node(&text.to_string_best())],
            Node::Block(NodeBlock::ValidBlock(block)) => {
                vec![quote! { crate::view::node::IntoNode::into_node(#block) }]
            }
            Node::Fragment(fragment) => {
                let children = fragment.children.iter();
                children.flat_map(|child| self.nodes(child)).collect()
            }
            Node::Block(NodeBlock::Invalid(_)) | Node::Comment(_) | Node::Doctype(_) => Vec::new(),
            Node::Custom(_) => Vec::new(),
        }
    }

    fn element<C: CustomNode>(&self, element: &NodeElement<C>) -> TokenStream {
        if is_component(element.name()) {
            return self.component(element);
        }
        if let Some(html) = inert::html(element) {
            return quote! { crate::view::node::Node::Inert(#html) };
        }
        let name = element.name().to_string();
        let (mut written, mut calls) = (Vec::new(), Vec::new());
        for attribute in element.attributes() {
            match attribute {
                NodeAttribute::Attribute(attribute) => {
                    attribute_of(attribute, &mut written, &mut calls);
                }
                NodeAttribute::Block(block) => calls.push(quote! { .#block }),
            }
        }
        if !inert::is_void(&name) {
            calls.extend(element.children.iter().flat_map(|child| self.child(child)));
        }
        let (site, svg) = (self.site, is_svg(&name));
        quote! {
            crate::view::element::Element::new(&crate::view::element::Tag {
                name: #name,
                svg: #svg,
                site: #site,
                written: &[#(#written),*],
            })
            #(#calls)*
            .node()
        }
    }

    fn child<C: CustomNode>(&self, child: &Node<C>) -> Vec<TokenStream> {
        if let Node::Block(NodeBlock::ValidBlock(block)) = child {
            return vec![quote! { .child(#block) }];
        }
        let nodes = self.nodes(child);
        nodes
            .iter()
            .map(|node| quote! { .holding(#node) })
            .collect()
    }

    fn component<C: CustomNode>(&self, element: &NodeElement<C>) -> TokenStream {
        let (name, generics) = (element.name(), &element.open_tag.generics);
        let generics = generics.lt_token.is_some().then(|| quote! { ::#generics });
        let (mut properties, mut bound) = (Vec::new(), None);
        for attribute in element.attributes() {
            let NodeAttribute::Attribute(attribute) = attribute else {
                continue;
            };
            if let KeyedAttributeValue::Binding(binding) = &attribute.possible_value {
                bound = Some(&binding.inputs);
                continue;
            }
            let key = &attribute.key;
            let value = attribute.value().map(|value| quote! { #value });
            let value = value.unwrap_or_else(|| quote! { #key });
            properties.push(quote! { .#key(#[allow(unused_braces)] { #value }) });
        }
        let children = (!element.children.is_empty()).then(|| {
            let children = self.several(&element.children);
            if let Some(inputs) = bound {
                return quote! { .children(move |#inputs| #children) };
            }
            quote! {
                .children(::leptos::children::ToChildren::to_children(move || #children))
            }
        });
        quote! {
            crate::view::node::Node::of(::leptos::component::component_view(
                &#name,
                ::leptos::component::component_props_builder(&#name #generics)
                    #(#properties)*
                    #children
                    .build()
            ))
        }
    }
}

fn text_node(text: &str) -> TokenStream {
    quote! { crate::view::node::Node::text(#text) }
}

/// What an attribute adds to its element: to what stands in the markup, or a call.
fn attribute_of(
    attribute: &KeyedAttribute,
    written: &mut Vec<TokenStream>,
    calls: &mut Vec<TokenStream>,
) {
    let key = attribute_name(&attribute.key);
    let value = attribute.value();
    if let Some((kind, name)) = key.split_once(':') {
        let value = value.map(|value| quote! { #value });
        calls.push(match kind {
            "on" => {
                let event: Ident = format_ident!("{name}");
                quote! { .on(::leptos::ev::#event, #value) }
            }
            "class" => quote! { .class(#name, #value) },
            "prop" => quote! { .property(#name, #value) },
            _ => {
                let fault = LitStr::new(
                    &format!("the browser's markup has no `{key}`"),
                    proc_macro2::Span::call_site(),
                );
                quote! { .node(); ::core::compile_error!(#fault) }
            }
        });
        return;
    }
    match (key.as_str(), value, inert::text_of(attribute)) {
        ("node_ref", Some(value), _) => calls.push(quote! { .node_ref(#value) }),
        ("inner_html", Some(value), _) => calls.push(quote! { .inner_html(#value) }),
        (_, Some(_), Some(text)) => written.push(quote! { (#key, #text) }),
        (_, Some(value), None) => calls.push(quote! { .attribute(#key, #value) }),
        (_, None, _) => written.push(quote! { (#key, "") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(markup: TokenStream) -> String {
        let tree = tree(markup).to_string();
        tree.chars()
            .filter(|letter| !letter.is_whitespace())
            .collect()
    }

    #[test]
    fn what_never_changes_is_html() {
        let tree = written(quote! { <p class="a" hidden>"1 < 2 & 3" <b>"x"</b><br/></p> });
        let html = r#"Node::Inert("<pclass=\"a\"hidden>1&lt;2&amp;3<b>x</b><br></p>")"#;
        assert!(tree.contains(html), "{tree}");
    }

    #[test]
    fn what_changes_is_told_call_by_call() {
        let tree = written(quote! {
            <a class="link" href=address class:wrong=move || bad.get() on:click=act>"到" {name}</a>
        });
        for call in [
            r#"name:"a""#,
            r#"written:&[("class","link")]"#,
            r#".attribute("href",address)"#,
            r#".class("wrong",move||bad.get())"#,
            ".on(::leptos::ev::click,act)",
            r#".holding(crate::view::node::Node::text("到"))"#,
            ".child({name})",
        ] {
            assert!(tree.contains(call), "{call} in {tree}");
        }
    }

    #[test]
    fn components_take_properties_and_children() {
        let tree = written(quote! { <Frame title="记录" tab><p>{text}</p>{more}</Frame> });
        for call in [
            "component_view(&Frame,",
            r#".title(#[allow(unused_braces)]{"记录"})"#,
            ".tab(#[allow(unused_braces)]{tab})",
            ".children(::leptos::children::ToChildren::to_children(move||",
            "Node::Several(::std::vec![",
        ] {
            assert!(tree.contains(call), "{call} in {tree}");
        }
    }

    #[test]
    fn a_drawing_is_one_piece_or_elements_of_its_own_space() {
        assert!(written(quote! { <svg><path d="M0 0"/></svg> }).contains("Node::Inert("));
        let tree = written(quote! { <svg><path d=line/></svg> });
        assert!(tree.contains(r#"name:"path",svg:true"#), "{tree}");
    }

    #[test]
    fn each_place_of_markup_has_a_mark_that_stays() {
        let one = || written(quote! { <p>{one}</p> });
        assert_eq!(one(), one());
        assert_ne!(one(), written(quote! { <p>{other}</p> }));
    }

    #[test]
    fn what_the_tree_does_not_know_is_no_markup() {
        let tree = written(quote! { <p style:width=size>{text}</p> });
        assert!(tree.contains("compile_error!"), "{tree}");
    }
}
