//! What a page is made of in the browser: one plain tree, which `markup::view!` writes.
//!
//! Leptos makes a type of each view, and for each type a copy of all that is done to it. A tree of one type
//! needs one copy for all pages. It takes over the HTML that Leptos' own views made on the server, so it
//! passes over the same text separators and placeholders as they do.

use std::{any::Any, borrow::Cow, sync::Arc};

use leptos::prelude::*;

use super::{
    element::Element,
    one_shape::{Distinct, Shown},
    value::{IntoValue, Value},
};

/// A part of a page, before it stands in it.
pub(crate) enum Node {
    /// Nothing yet: its place is kept.
    Empty,
    Text(Cow<'static, str>),
    /// An element that never changes, as HTML.
    Inert(&'static str),
    Element(Element),
    /// One after the other.
    Several(Vec<Node>),
    /// As many as there are.
    List(Vec<Node>),
    /// Made anew whenever what it read changes.
    Live(Box<dyn FnMut() -> Node + Send>),
    /// A view of Leptos' own.
    Other(Box<dyn Shown>),
}

impl Node {
    pub(crate) const fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// What a component returned.
    pub(crate) fn of(view: impl IntoView + 'static) -> Self {
        Self::any(view.into_view().into_inner())
    }

    fn any<V: RenderHtml + 'static>(view: V) -> Self {
        let mut view = Some(view);
        let itself: &mut dyn Any = &mut view;
        if let Some(node) = itself.downcast_mut::<Option<Self>>() {
            return node.take().unwrap_or(Self::Empty);
        }
        view.map_or(Self::Empty, |view| Self::Other(Box::new(Distinct(view))))
    }
}

/// What can stand in braces between tags.
pub(crate) trait IntoNode {
    fn into_node(self) -> Node;
}

impl IntoNode for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoNode for AnyView {
    fn into_node(self) -> Node {
        Node::any(self)
    }
}

impl<V: RenderHtml + 'static> IntoNode for Suspend<V> {
    fn into_node(self) -> Node {
        Node::any(self)
    }
}

impl<V: IntoNode> IntoNode for leptos::prelude::View<V> {
    fn into_node(self) -> Node {
        self.into_inner().into_node()
    }
}

impl IntoNode for () {
    fn into_node(self) -> Node {
        Node::Empty
    }
}

impl<V: IntoNode> IntoNode for Option<V> {
    fn into_node(self) -> Node {
        self.map_or(Node::Empty, V::into_node)
    }
}

impl<V: IntoNode> IntoNode for Vec<V> {
    fn into_node(self) -> Node {
        Node::List(self.into_iter().map(V::into_node).collect())
    }
}

impl<F, V> IntoNode for F
where
    F: FnMut() -> V + Send + 'static,
    V: IntoNode,
{
    fn into_node(mut self) -> Node {
        Node::Live(Box::new(move || self().into_node()))
    }
}

impl IntoNode for String {
    fn into_node(self) -> Node {
        Node::Text(Cow::Owned(self))
    }
}

impl IntoNode for &str {
    fn into_node(self) -> Node {
        self.to_owned().into_node()
    }
}

impl IntoNode for &String {
    fn into_node(self) -> Node {
        self.clone().into_node()
    }
}

impl IntoNode for Arc<str> {
    fn into_node(self) -> Node {
        (*self).into_node()
    }
}

/// Numbers, as text.
macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl IntoNode for $number {
            fn into_node(self) -> Node {
                self.to_string().into_node()
            }
        }

        impl IntoValue for $number {
            fn into_value(self) -> Value {
                self.to_string().into_value()
            }
        }
    )+};
}

numbers!(i32 i64 u8 u32 u64 usize);

/// Signals, as what they hold.
macro_rules! signals {
    ($($signal:ident)+) => {$(
        impl<T: IntoNode + Clone + Send + Sync + 'static> IntoNode for $signal<T> {
            fn into_node(self) -> Node {
                Node::Live(Box::new(move || self.get().into_node()))
            }
        }

        impl<T: IntoValue + Clone + Send + Sync + 'static> IntoValue for $signal<T> {
            fn into_value(self) -> Value {
                Value::Live(Box::new(move || self.get().into_value()))
            }
        }
    )+};
}

signals!(Memo ReadSignal RwSignal Signal);
