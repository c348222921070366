//! The frame around the commissioner's pages: skip link, navigation, and the main part.

use leptos::prelude::*;

use crate::{
    components::{Icon, Shape},
    moves::{self, PageTitle},
    outbox::OutboxBar,
    view::{Content, Erase, view},
};

/// The four places a commissioner goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Workbench,
    Records,
    Villages,
    Me,
}

const TABS: [(Tab, &str, &str, Shape); 4] = [
    (Tab::Workbench, "/", "工作台", Shape::Home),
    (Tab::Records, "/records", "记录", Shape::Records),
    (Tab::Villages, "/villages", "我的村", Shape::Village),
    (Tab::Me, "/me", "我", Shape::Person),
];

/// A page under the tabs. `narrow` keeps forms and texts at a readable width.
#[component]
pub fn Frame(
    title: &'static str,
    tab: Tab,
    #[prop(optional)] narrow: bool,
    children: Content,
) -> impl IntoView {
    let content = Content::of(move || {
        view! {
            <OutboxBar />
            {children.show()}
        }
    });
    view! {
        <PageTitle text=format!("{title} · 科特派") />
        <div class="frame">
            <a class="skip" href="#main" rel="external">
                "跳到正文"
            </a>
            <main id="main" tabindex="-1" class:narrow=narrow>
                {content.show_later()}
            </main>
            <Tabs tab />
        </div>
    }
    .erased()
}

#[component]
fn Tabs(tab: Tab) -> impl IntoView {
    let links = TABS.map(|(own, href, label, shape)| {
        view! {
            <a href=href aria-current=(own == tab).then_some("page")>
                <Icon shape />
                <span>{label}</span>
            </a>
        }
    });
    view! {
        <nav class="tabs" aria-label="主导航">
            <p class="brand">
                <Icon shape=Shape::Leaf />
                "科特派"
            </p>
            {links.into_iter().collect_view()}
        </nav>
    }
    .erased()
}

/// A page's heading with the way back.
#[component]
pub fn PageHead(
    title: &'static str,
    #[prop(optional, into)] back: String,
    #[prop(optional)] children: Option<Content>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div class="row">
                {(!back.is_empty())
                    .then(|| {
                        view! {
                            <a class="button quiet back" href=back aria-label="返回">
                                <Icon shape=Shape::Back />
                            </a>
                        }
                    })}
                <h1>{title}</h1>
            </div>
            {children.map(Content::show)}
        </header>
    }
    .erased()
}

/// After a move to another page, reading and tabbing begin at its main part.
pub fn focus_main_after_moves() {
    let path = moves::path();
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| crate::components::faults::focus("main"));
        }
        now
    });
}
