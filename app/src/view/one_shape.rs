//! A view in the browser: one type for all, with a table of what differs.

use std::any::{Any, TypeId};

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{
            Rndr,
            types::{Element, Node, Placeholder},
        },
        ssr::StreamBuilder,
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};

/// Any view.
pub(super) struct OneShape {
    shown: Box<dyn Shown>,
    /// What it is the view of; empty where the elements of any such view may become those of the next.
    subject: String,
}

impl OneShape {
    pub(super) fn new<V: RenderHtml>(view: V) -> Self {
        Self::of(Distinct(view.into_owned()))
    }

    pub(super) fn of(shown: impl Shown + 'static) -> Self {
        Self {
            shown: Box::new(shown),
            subject: String::new(),
        }
    }

    /// Its elements become those of no other subject's view.
    pub(super) fn for_one(self, subject: String) -> Self {
        Self { subject, ..self }
    }
}

/// What a view does in its own way.
pub(crate) trait Shown: Send {
    /// The type whose state `rebuild` takes.
    fn kind(&self) -> TypeId;
    /// Whether it leaves anything in the page.
    fn exists(&self) -> bool;
    fn build(self: Box<Self>) -> Box<dyn Held>;
    fn rebuild(self: Box<Self>, state: &mut dyn Any);
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn Held>;
}

/// A view's state, to be told apart.
pub(crate) trait Held: Mountable + Any {}

impl<S: Mountable + Any> Held for S {}

pub(super) struct Distinct<V>(pub(super) V);

impl<V: RenderHtml + 'static> Shown for Distinct<V> {
    fn kind(&self) -> TypeId {
        TypeId::of::<V>()
    }

    fn exists(&self) -> bool {
        V::EXISTS
    }

    fn build(self: Box<Self>) -> Box<dyn Held> {
        Box::new(self.0.build())
    }

    fn rebuild(self: Box<Self>, state: &mut dyn Any) {
        if let Some(state) = state.downcast_mut() {
            self.0.rebuild(state);
        }
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn Held> {
        Box::new(self.0.hydrate::<true>(cursor, position))
    }
}

/// What stands in the page for a view.
pub(super) struct State {
    kind: TypeId,
    subject: String,
    held: Box<dyn Held>,
    /// Where the view would be if it left anything in the page.
    placeholder: Option<Placeholder>,
}

impl Mountable for State {
    fn unmount(&mut self) {
        self.held.unmount();
        if let Some(placeholder) = &mut self.placeholder {
            placeholder.unmount();
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.held.mount(parent, marker);
        if let Some(placeholder) = &mut self.placeholder {
            placeholder.mount(parent, marker);
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.held.insert_before_this(child)
            || self
                .placeholder
                .as_ref()
                .is_some_and(|placeholder| placeholder.insert_before_this(child))
    }

    fn elements(&self) -> Vec<Element> {
        self.held.elements()
    }
}

impl Render for OneShape {
    type State = State;

    fn build(self) -> State {
        let (kind, exists) = (self.shown.kind(), self.shown.exists());
        State {
            kind,
            subject: self.subject,
            held: self.shown.build(),
            placeholder: (!exists).then(Rndr::create_placeholder),
        }
    }

    fn rebuild(self, state: &mut State) {
        if self.shown.kind() == state.kind && self.subject == state.subject {
            let held: &mut dyn Any = &mut *state.held;
            self.shown.rebuild(held);
            return;
        }
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl RenderHtml for OneShape {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        let (kind, exists) = (self.shown.kind(), self.shown.exists());
        State {
            kind,
            subject: self.subject,
            held: self.shown.hydrate(cursor, position),
            placeholder: (!exists).then(|| cursor.next_placeholder(position)),
        }
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

impl AddAnyAttr for OneShape {
    type Output<A: Attribute> = Self;

    /// Never called: an `AnyView` puts attributes on the elements of what it holds.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}
