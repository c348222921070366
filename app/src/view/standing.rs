//! The tree as it stands in the page: made there, taken over from the server's page, or made into what
//! comes next.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
};

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        reactive_graph::RenderEffectState,
        renderer::{
            CastFrom, Rndr,
            types::{Element as DomElement, Node as DomNode, Placeholder, Text as DomText},
        },
        ssr::StreamBuilder,
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};

use super::{element::Standing, node::Node, one_shape::Held};

/// A part of the page.
pub(crate) enum State {
    Empty(Placeholder),
    Text(DomText, Cow<'static, str>),
    Inert(&'static str, DomElement),
    Element(Box<Standing>),
    Several(Vec<State>),
    List(Vec<State>, Placeholder),
    /// Ends what it made with it.
    Live(RenderEffectState<State>),
    Other(TypeId, Box<dyn Held>),
}

/// Where the server's page is walked over.
pub(super) type Walk<'a> = Option<(&'a Cursor, &'a PositionState)>;

impl Node {
    /// Makes it, or takes it over where the page has it already.
    fn stand(self, walk: Walk<'_>) -> State {
        match self {
            Self::Empty => State::Empty(placeholder(walk)),
            Self::Text(text) => State::Text(text_at(&text, walk), text),
            Self::Inert(html) => State::Inert(html, inert(html, walk)),
            Self::Element(element) => State::Element(Box::new(element.stand(walk))),
            Self::Several(nodes) => State::Several(all(nodes, walk)),
            Self::List(nodes) => State::List(all(nodes, walk), placeholder(walk)),
            Self::Live(make) => State::Live(live(make, walk).into()),
            Self::Other(view) => State::Other(
                view.kind(),
                match walk {
                    Some((cursor, position)) => view.hydrate(cursor, position),
                    None => view.build(),
                },
            ),
        }
    }

    /// Makes what stands there into this.
    pub(super) fn replace(self, state: &mut State) {
        match (self, &mut *state) {
            (Self::Empty, State::Empty(_)) => {}
            (Self::Text(new), State::Text(node, old)) => {
                if new != *old {
                    Rndr::set_text(node, &new);
                    *old = new;
                }
            }
            (Self::Inert(new), State::Inert(old, _)) if new == *old => {}
            (Self::Element(new), State::Element(old)) if new.can_become(old) => new.renew(old),
            (Self::Several(new), State::Several(old)) if new.len() == old.len() => {
                for (new, old) in new.into_iter().zip(old) {
                    new.replace(old);
                }
            }
            (Self::List(new), State::List(old, end)) => renew_list(new, old, end),
            (Self::Other(new), State::Other(kind, old)) if new.kind() == *kind => {
                let old: &mut dyn Any = &mut **old;
                new.rebuild(old);
            }
            (new, _) => {
                let mut new = new.stand(None);
                state.insert_before_this(&mut new);
                state.unmount();
                *state = new;
            }
        }
    }
}

pub(super) fn all(nodes: Vec<Node>, walk: Walk<'_>) -> Vec<State> {
    nodes.into_iter().map(|node| node.stand(walk)).collect()
}

fn renew_list(new: Vec<Node>, old: &mut Vec<State>, end: &Placeholder) {
    for gone in old.drain(new.len().min(old.len())..) {
        let mut gone = gone;
        gone.unmount();
    }
    let mut new = new.into_iter();
    for (old, new) in old.iter_mut().zip(new.by_ref()) {
        new.replace(old);
    }
    for node in new {
        let mut state = node.stand(None);
        Rndr::try_mount_before(&mut state, end.as_ref());
        old.push(state);
    }
}

fn live(mut make: Box<dyn FnMut() -> Node + Send>, walk: Walk<'_>) -> RenderEffect<State> {
    let walk = walk.map(|(cursor, position)| (cursor.clone(), position.clone()));
    RenderEffect::new(move |before: Option<State>| {
        let node = make();
        match before {
            Some(mut state) => {
                node.replace(&mut state);
                state
            }
            None => node.stand(walk.as_ref().map(|(cursor, position)| (cursor, position))),
        }
    })
}

/// Goes to the next node of the server's page, which is a child or a sibling of the last.
pub(super) fn step((cursor, position): (&Cursor, &PositionState)) {
    match position.get() {
        Position::FirstChild => cursor.child(),
        Position::Current => {}
        _ => cursor.sibling(),
    }
}

fn placeholder(walk: Walk<'_>) -> Placeholder {
    let Some((cursor, position)) = walk else {
        return Rndr::create_placeholder();
    };
    let placeholder = cursor.next_placeholder(position);
    position.set(Position::NextChild);
    placeholder
}

fn text_at(text: &str, walk: Walk<'_>) -> DomText {
    let Some((cursor, position)) = walk else {
        return Rndr::create_text_node(text);
    };
    step((cursor, position));
    // Between two texts stands a comment.
    if matches!(position.get(), Position::NextChildAfterText) {
        cursor.sibling();
    }
    position.set(Position::NextChildAfterText);
    found(DomText::cast_from(cursor.current()))
}

fn inert(html: &'static str, walk: Walk<'_>) -> DomElement {
    let Some((cursor, position)) = walk else {
        return Rndr::create_element_from_html(Cow::Borrowed(html));
    };
    step((cursor, position));
    position.set(Position::NextChild);
    found(DomElement::cast_from(cursor.current()))
}

/// What the server's page must have here.
#[expect(
    clippy::panic,
    reason = "the page and its program differ: nothing can be done"
)]
pub(super) fn found<T>(node: Option<T>) -> T {
    node.unwrap_or_else(|| panic!("the page is not what the program makes"))
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::Empty(node) => node.unmount(),
            Self::Text(node, _) => node.unmount(),
            Self::Inert(_, element) => element.unmount(),
            Self::Element(standing) => standing.element.unmount(),
            Self::Several(states) => states.iter_mut().for_each(Mountable::unmount),
            Self::List(states, end) => {
                states.iter_mut().for_each(Mountable::unmount);
                end.unmount();
            }
            Self::Live(effect) => effect.unmount(),
            Self::Other(_, held) => held.unmount(),
        }
    }

    fn mount(&mut self, parent: &DomElement, marker: Option<&DomNode>) {
        match self {
            Self::Empty(node) => node.mount(parent, marker),
            Self::Text(node, _) => node.mount(parent, marker),
            Self::Inert(_, element) => element.mount(parent, marker),
            Self::Element(standing) => standing.element.mount(parent, marker),
            Self::Several(states) => {
                for state in states {
                    state.mount(parent, marker);
                }
            }
            Self::List(states, end) => {
                for state in states {
                    state.mount(parent, marker);
                }
                end.mount(parent, marker);
            }
            Self::Live(effect) => effect.mount(parent, marker),
            Self::Other(_, held) => held.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Empty(node) => node.insert_before_this(child),
            Self::Text(node, _) => node.insert_before_this(child),
            Self::Inert(_, element) => element.insert_before_this(child),
            Self::Element(standing) => standing.element.insert_before_this(child),
            Self::Several(states) => states.iter().any(|state| state.insert_before_this(child)),
            Self::List(states, end) => {
                states.iter().any(|state| state.insert_before_this(child))
                    || end.insert_before_this(child)
            }
            Self::Live(effect) => effect.insert_before_this(child),
            Self::Other(_, held) => held.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<DomElement> {
        match self {
            Self::Empty(_) | Self::Text(..) => Vec::new(),
            Self::Inert(_, element) => vec![element.clone()],
            Self::Element(standing) => vec![standing.element.clone()],
            Self::Several(states) | Self::List(states, _) => {
                states.iter().flat_map(Mountable::elements).collect()
            }
            Self::Live(effect) => effect.elements(),
            Self::Other(_, held) => held.elements(),
        }
    }
}

impl Render for Node {
    type State = State;

    fn build(self) -> State {
        self.stand(None)
    }

    fn rebuild(self, state: &mut State) {
        self.replace(state);
    }
}

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        self.stand(Some((cursor, position)))
    }

    fn into_owned(self) -> Self {
        self
    }

    // What follows makes HTML, which the browser does not.

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        _: &mut StreamBuilder,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }
}

impl AddAnyAttr for Node {
    type Output<A: Attribute> = Self;

    /// Never called: no view of ours is given attributes from outside.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}
