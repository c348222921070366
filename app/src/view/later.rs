//! What wakes in a task of its own.
//!
//! A page that the server rendered wakes as the program walks over it, and a slow phone answers to no
//! finger meanwhile. What stands in a [`Later`] is passed by on that walk and woken after it, so that
//! the phone can answer in between.

use std::{
    any::{Any, TypeId},
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
        hydration::Cursor,
        renderer::types::{Element, Node},
        view::{Position, PositionState},
    },
    wasm_bindgen::JsCast,
};

use super::{
    Content,
    one_shape::{Held, Shown},
};

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

struct State(Rc<RefCell<Part>>);

impl Shown for Later {
    fn kind(&self) -> TypeId {
        TypeId::of::<Self>()
    }

    fn exists(&self) -> bool {
        true
    }

    fn build(self: Box<Self>) -> Box<dyn Held> {
        let state = self.content.show().build();
        Box::new(State(Rc::new(RefCell::new(Part::Awake(state)))))
    }

    fn rebuild(self: Box<Self>, state: &mut dyn Any) {
        let Some(State(part)) = state.downcast_mut() else {
            return;
        };
        let part = &mut *part.borrow_mut();
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

    fn hydrate(self: Box<Self>, cursor: &Cursor, _: &PositionState) -> Box<dyn Held> {
        let element: Element = cursor.current().unchecked_into();
        let part = Rc::new(RefCell::new(Part::Asleep(element.clone())));
        let gone = Arc::new(AtomicBool::new(false));
        let (Self { content, owner }, seen, woken) = (*self, gone.clone(), part.clone());
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
        Box::new(State(part))
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
