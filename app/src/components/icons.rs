//! Line icons, drawn in the current colour. They stand beside words, so they say nothing aloud.

use leptos::prelude::*;

use crate::view::{Erase, view};

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Home,
    Records,
    Village,
    Person,
    Visit,
    Training,
    Back,
    Done,
    Photo,
    Gallery,
    Search,
    Leaf,
    Review,
    Coverage,
    Statistics,
    Ledger,
    File,
    Quality,
    Import,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
            Self::Records => {
                "M7 3h10a1 1 0 0 1 1 1v17l-3-2-3 2-3-2-3 2V4a1 1 0 0 1 1-1zM9.5 8h5M9.5 12h5"
            }
            Self::Village => {
                "M12 21s7-6.2 7-11.2a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM9.5 10a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0"
            }
            Self::Person => {
                "M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4 21c.8-4 4-6.2 8-6.200s7.2 2.2 8 6.2"
            }
            Self::Visit => "M4 20h16M6 16.500V13L15.5 3.5 19 7l-9.5 9.500zM13 6l3.5 3.5",
            Self::Training => "M3 5h18v11H3zM12 16v4M8 20h8M7 9h6M7 12h9",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Done => "M5 12.500l4.5 4.500L19 7",
            Self::Photo => "M4 7h4l1.5-2.500h5L16 7h4v12H4zM9 13a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
            Self::Gallery => "M4 5h16v14H4zM4 16l5-5 4 4 3-2.500 4 3.500M15 9.500h.01",
            Self::Search => "M4 10.500a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M15.5 15.500L20 20",
            Self::Leaf => "M5 19C4 10 9 4.5 20 4c.5 10-4.5 16-12 15.500M5 20c1.5-5 4.5-8.5 9-10.5",
            Self::Review => "M5 4h14v16H5zM8.5 12l2.5 2.5 4.5-5",
            Self::Coverage => "M4 6l5-2 6 2 5-2v14l-5 2-6-2-5 2zM9 4v14M15 6v14",
            Self::Ledger => "M6 3h12v18H6zM9 3v18M12 8h3M12 12h3",
            Self::File => "M12 20V9M7.5 13.500L12 9l4.5 4.500M5 4h14",
            Self::Quality => {
                "M12 3l8 3v6c0 4.5-3.500 7.500-8 9-4.5-1.500-8-4.500-8-9V6zM8.5 12l2.5 2.5 4.5-5"
            }
            Self::Import => "M12 4v11M7.5 10.500L12 15l4.5-4.500M5 20h14",
            Self::Statistics => "M4 20h16M7 20v-7M12 20V5M17 20v-10",
        }
    }
}

#[component]
pub fn Icon(shape: Shape) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 24 24"
            width="24"
            height="24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.8"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=shape.path() />
        </svg>
    }
    .erased()
}
