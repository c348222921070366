//! What wakes in a task of its own.
//!
//! A page that the server rendered wakes as the program walks over it, and a slow phone answers to no
//! finger meanwhile. What stands in a [`Later`] is passed by on that walk and woken after it, so that
//! the phone can answer in between.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::types::{Element, Node},
        ssr::StreamBuilder,
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
    wasm_bindgen::JsCast,
};

use super::Content;

type Step = Box<dyn FnOnce()>;

thread_local! {
    static STEPS: RefCell<VecDeque<Step>> = const { RefCell::new(VecDeque::new()) };
}

/// Whether anything in the page sleeps still.
#[must_use]
pub fn sleeps() -> bool {
    STEPS.with_borrow(|steps| !steps.is_empty())
}

/// Wakes what comes next; called once in a task as long as anything [`sleeps`].
pub fn wake_next() {
    let step = STEPS.with_borrow_mut(VecDeque::pop_front);
    if let Some(step) = step {
        step();
    }
}

/// Does something once nothing sleeps any more: until then the page must stay as the server made it,
/// for it is walked over by what would make the same once more.
pub fn once_awake(act: impl FnOnce() + 'static) {
    if sleeps() {
        STEPS.with_borrow_mut(|steps| steps.push_back(Box::new(act)));
    } else {
        act();
    }
}

/// The only child of its element.
pub(super) struct Later {
    content: Content,
    /// Where it was asked for: what it makes lives as long.
    owner: Owner,
}

impl Later {
    pub(super) fn new(content: Content) -> Self {
        Self {
            content,
            owner: Owner::current().unwrap_or_default(),
        }
    }
}

/// What stands in the page.
enum Part {
    /// The server's, inside this element.
    Asleep(Element),
    Awake(<AnyView as Render>::State),
}

pub(super) struct State(Rc<RefCell<Part>>);

impl Render for Later {
    type State = State;

    fn build(self) -> State {
        State(Rc::new(RefCell::new(Part::Awake(
            self.content.show().build(),
        ))))
    }

    fn rebuild(self, state: &mut State) {
        let part = &mut *state.0.borrow_mut();
        match part {
            Part::Awake(state) => self.content.show().rebuild(state),
            Part::Asleep(element) => {
                let element = element.clone();
                element.set_inner_html("");
                let mut state = self.content.show().build();
                state.mount(&element, None);
                *part = Part::Awake(state);
            }
        }
    }
}

impl RenderHtml for Later {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, _: &PositionState) -> State {
        let element: Element = cursor.current().unchecked_into();
        let part = Rc::new(RefCell::new(Part::Asleep(element.clone())));
        let gone = Arc::new(AtomicBool::new(false));
        let (Self { content, owner }, seen, woken) = (self, gone.clone(), part.clone());
        owner.with(|| on_cleanup(move || gone.store(true, Ordering::Relaxed)));
        let step = move || {
            // Another page came first.
            if seen.load(Ordering::Relaxed) || matches!(*woken.borrow(), Part::Awake(_)) {
                return;
            }
            let state = owner.with(|| {
                let position = PositionState::new(Position::FirstChild);
                let cursor = Cursor::new(element);
                content.show().hydrate::<true>(&cursor, &position)
            });
            *woken.borrow_mut() = Part::Awake(state);
        };
        STEPS.with_borrow_mut(|steps| steps.push_back(Box::new(step)));
        State(part)
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

impl Mountable for State {
    fn unmount(&mut self) {
        match &mut *self.0.borrow_mut() {
            Part::Awake(state) => state.unmount(),
            Part::Asleep(element) => element.set_inner_html(""),
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        match &mut *self.0.borrow_mut() {
            Part::Awake(state) => state.mount(parent, marker),
            // It stands where the server put it.
            Part::Asleep(_) => {}
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match &*self.0.borrow() {
            Part::Awake(state) => state.insert_before_this(child),
            Part::Asleep(_) => false,
        }
    }

    fn elements(&self) -> Vec<Element> {
        match &*self.0.borrow() {
            Part::Awake(state) => state.elements(),
            Part::Asleep(_) => Vec::new(),
        }
    }
}

impl AddAnyAttr for Later {
    type Output<A: Attribute> = Self;

    /// Never called: an `AnyView` puts attributes on the elements of what it holds.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}
