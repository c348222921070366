//! Views of one type, for small wasm.

#[cfg(not(feature = "ssr"))]
pub(crate) mod element;
#[cfg(not(feature = "ssr"))]
mod later;
#[cfg(not(feature = "ssr"))]
pub(crate) mod node;
#[cfg(not(feature = "ssr"))]
mod one_shape;
#[cfg(not(feature = "ssr"))]
mod standing;
#[cfg(not(feature = "ssr"))]
mod value;

/// Markup: on the server Leptos' own, in the browser one plain tree.
#[cfg(feature = "ssr")]
pub(crate) use leptos::prelude::view;
#[cfg(not(feature = "ssr"))]
pub(crate) use markup::view;

#[cfg(not(feature = "ssr"))]
pub use later::{once_awake, sleeps, wake_next};

use leptos::{children::ToChildren, prelude::*};

/// On the server nothing wakes.
#[cfg(feature = "ssr")]
pub fn once_awake(_: impl FnOnce() + 'static) {}

/// Makes any view an [`AnyView`].
pub trait Erase {
    /// Like `into_any`, but in the browser each distinct view brings only what differs in it:
    /// `into_any` makes for each a copy of all that every view does, and of what would hydrate it in
    /// Leptos' own pieces; ours are told by [`Content::show_later`].
    fn erased(self) -> AnyView;

    /// As [`erased`](Self::erased), and for one thing alone: where the view of another stood before, the
    /// page's elements are made anew, and nothing that was opened, typed or ticked in them comes along.
    fn erased_for(self, subject: String) -> AnyView;
}

#[cfg(feature = "ssr")]
impl<V: RenderHtml> Erase for V {
    fn erased(self) -> AnyView {
        self.into_any()
    }

    fn erased_for(self, _: String) -> AnyView {
        self.into_any()
    }
}

#[cfg(not(feature = "ssr"))]
impl<V: RenderHtml> Erase for V {
    fn erased(self) -> AnyView {
        one_shape::OneShape::new(self).into_any()
    }

    fn erased_for(self, subject: String) -> AnyView {
        one_shape::OneShape::new(self).for_one(subject).into_any()
    }
}

/// What stands within a component: as `Children`, but [`Erase`]d.
pub struct Content(Box<dyn FnOnce() -> AnyView + Send>);

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content")
    }
}

impl Content {
    /// What this makes once it is shown.
    pub fn of<V: RenderHtml + 'static>(view: impl FnOnce() -> V + Send + 'static) -> Self {
        Self(Box::new(move || view().erased()))
    }

    /// The view, once.
    pub fn show(self) -> AnyView {
        (self.0)()
    }

    /// The view, once, as the only child of its element. In a page that the server rendered it wakes in a
    /// task of its own, after everything around it.
    #[cfg(feature = "ssr")]
    pub fn show_later(self) -> AnyView {
        self.show()
    }

    /// The view, once, as the only child of its element. In a page that the server rendered it wakes in a
    /// task of its own, after everything around it.
    #[cfg(not(feature = "ssr"))]
    pub fn show_later(self) -> AnyView {
        one_shape::OneShape::of(later::Later::new(self)).into_any()
    }
}

impl<F, V> ToChildren<F> for Content
where
    F: FnOnce() -> V + Send + 'static,
    V: RenderHtml + 'static,
{
    fn to_children(content: F) -> Self {
        Self::of(content)
    }
}
