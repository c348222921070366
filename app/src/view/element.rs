//! Elements of the tree: before they stand in the page, and as they stand there.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use leptos::{
    ev::EventDescriptor,
    prelude::*,
    tachys::{
        html::{element::ElementType, node_ref::NodeRefContainer},
        renderer::{
            CastFrom, RemoveEventHandler, Rndr,
            types::{Element as DomElement, Event, Node as DomNode},
        },
        view::Position,
    },
};
use send_wrapper::SendWrapper;

use super::{
    node::{IntoNode, Node},
    standing::{State, Walk, all, found, step},
    value::{IntoValue, Kind, Set, Setting, Value},
};

/// What the markup says of an element once and for all.
pub(crate) struct Tag {
    pub(crate) name: &'static str,
    pub(crate) svg: bool,
    /// The place in the source.
    pub(crate) site: u32,
    pub(crate) written: &'static [(&'static str, &'static str)],
}

/// An element that is not in the page yet.
pub(crate) struct Element(Box<Parts>);

struct Parts {
    tag: &'static Tag,
    settings: Vec<Setting>,
    /// Its content as HTML.
    html: Option<Cow<'static, str>>,
    listeners: Vec<(Cow<'static, str>, Handler)>,
    references: Vec<Reference>,
    children: Vec<Node>,
}

/// Hears of the element.
type Reference = Box<dyn Fn(&DomElement) + Send>;

/// What is done at an event, by whom.
type Handler = SendWrapper<(Owner, Box<dyn FnMut(Event)>)>;

impl Element {
    pub(crate) fn new(tag: &'static Tag) -> Self {
        Self(Box::new(Parts {
            tag,
            settings: Vec::new(),
            html: None,
            listeners: Vec::new(),
            references: Vec::new(),
            children: Vec::new(),
        }))
    }

    pub(crate) fn node(self) -> Node {
        Node::Element(self)
    }

    pub(crate) fn attribute(self, name: &'static str, value: impl IntoValue) -> Self {
        self.with(Kind::Attribute, name, value.into_value())
    }

    pub(crate) fn class(self, name: &'static str, value: impl IntoValue) -> Self {
        self.with(Kind::Class, name, value.into_value())
    }

    pub(crate) fn property(self, name: &'static str, value: impl IntoValue) -> Self {
        self.with(Kind::Property, name, value.into_value())
    }

    fn with(mut self, kind: Kind, name: &'static str, value: Value) -> Self {
        self.0.settings.push(Setting { kind, name, value });
        self
    }

    pub(crate) fn inner_html(mut self, html: impl Into<Cow<'static, str>>) -> Self {
        self.0.html = Some(html.into());
        self
    }

    pub(crate) fn on<E, F>(self, event: E, mut act: F) -> Self
    where
        E: EventDescriptor,
        E::EventType: From<Event>,
        F: FnMut(E::EventType) + 'static,
    {
        self.listening(event.name(), Box::new(move |event| act(event.into())))
    }

    fn listening(mut self, event: Cow<'static, str>, act: Box<dyn FnMut(Event)>) -> Self {
        let owner = Owner::current().unwrap_or_default();
        self.0
            .listeners
            .push((event, SendWrapper::new((owner, act))));
        self
    }

    pub(crate) fn node_ref<E>(mut self, reference: NodeRef<E>) -> Self
    where
        E: ElementType,
        E::Output: 'static,
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.0
            .references
            .push(Box::new(move |element| reference.load(element)));
        self
    }

    pub(crate) fn child(self, child: impl IntoNode) -> Self {
        self.holding(child.into_node())
    }

    pub(crate) fn holding(mut self, child: Node) -> Self {
        self.0.children.push(child);
        self
    }
}

/// An element of the page, with what changes it.
pub(crate) struct Standing {
    tag: &'static Tag,
    pub(super) element: DomElement,
    settings: Vec<Set>,
    html: Option<Cow<'static, str>>,
    listeners: Vec<Listener>,
    children: Vec<State>,
}

struct Listener {
    handler: Rc<RefCell<Handler>>,
    _ends: RemoveEventHandler<DomElement>,
}

impl Tag {
    /// Whether the browser takes the content of such an element as text alone.
    fn holds_text(&self) -> bool {
        matches!(self.name, "textarea" | "script" | "style")
    }
}

impl Element {
    /// Whether the page's element can become this one: both are of one place in the source.
    pub(super) fn can_become(&self, old: &Standing) -> bool {
        (self.0.tag.site, self.0.tag.name) == (old.tag.site, old.tag.name)
    }

    pub(super) fn stand(self, walk: Walk<'_>) -> Standing {
        let parts = *self.0;
        let element = parts.element(walk);
        let settings = parts.settings.into_iter();
        let settings = settings.map(|setting| {
            let nothing = walk.is_none().then_some(Value::Absent);
            setting.stand(&element, nothing)
        });
        let settings = settings.collect();
        for reference in &parts.references {
            reference(&element);
        }
        let listeners = parts.listeners.into_iter();
        let listeners = listeners.map(|(event, handler)| Listener::new(&element, &event, handler));
        let listeners = listeners.collect();
        if let (Some(html), None) = (&parts.html, walk) {
            Rndr::set_inner_html(&element, html);
        }
        let children = match walk {
            Some(_) if parts.tag.holds_text() || parts.children.is_empty() => Vec::new(),
            Some((_, position)) => {
                position.set(Position::FirstChild);
                all(parts.children, walk)
            }
            None => {
                let mut children = all(parts.children, None);
                for child in &mut children {
                    child.mount(&element, None);
                }
                children
            }
        };
        if let Some((cursor, position)) = walk {
            let node: &DomNode = element.as_ref();
            cursor.set(node.clone());
            position.set(Position::NextChild);
        }
        Standing {
            tag: parts.tag,
            element,
            settings,
            html: parts.html,
            listeners,
            children,
        }
    }

    pub(super) fn renew(self, old: &mut Standing) {
        let parts = *self.0;
        for (new, old_set) in parts.settings.into_iter().zip(&mut old.settings) {
            new.renew(&old.element, old_set);
        }
        for reference in &parts.references {
            reference(&old.element);
        }
        for ((_, new), old) in parts.listeners.into_iter().zip(&old.listeners) {
            // Never while it acts: what changes the page comes after.
            if let Ok(mut handler) = old.handler.try_borrow_mut() {
                *handler = new;
            }
        }
        if parts.html != old.html {
            Rndr::set_inner_html(&old.element, parts.html.as_deref().unwrap_or_default());
            old.html = parts.html;
        }
        for (new, old) in parts.children.into_iter().zip(&mut old.children) {
            new.replace(old);
        }
    }
}

impl Parts {
    fn element(&self, walk: Walk<'_>) -> DomElement {
        if let Some((cursor, position)) = walk {
            step((cursor, position));
            return found(DomElement::cast_from(cursor.current()));
        }
        let space = self.tag.svg.then_some("http://www.w3.org/2000/svg");
        let element = Rndr::create_element(self.tag.name, space);
        for (name, value) in self.tag.written {
            Rndr::set_attribute(&element, name, value);
        }
        element
    }
}

impl Listener {
    fn new(element: &DomElement, event: &str, handler: Handler) -> Self {
        let handler = Rc::new(RefCell::new(handler));
        let acting = handler.clone();
        let act = move |event| {
            // What is read here is not followed, and development builds need not say so.
            #[cfg(debug_assertions)]
            let _unfollowed = leptos::reactive::diagnostics::SpecialNonReactiveZone::enter();
            if let Ok(mut handler) = acting.try_borrow_mut() {
                let (owner, act) = &mut **handler;
                owner.with(|| act(event));
            }
        };
        Self {
            handler,
            _ends: Rndr::add_event_listener(element, event, Box::new(act)),
        }
    }
}
