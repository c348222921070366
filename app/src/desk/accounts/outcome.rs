//! What became of the last form, told by the page it led to.

use crate::{
    components::{Notice, Tone},
    desk::plain::asked_for,
    error::AppError,
    view::Erase,
    words as said,
};
use leptos::prelude::*;

/// `?done=…` or `?error=…&field=…`.
pub(super) fn outcome() -> AnyView {
    let (done, error) = (asked_for("done"), asked_for("error"));
    if !error.is_empty() {
        let text = why(&error, &asked_for("field"));
        return view! { <Notice tone=Tone::Bad text /> }.erased();
    }
    done_words(&done)
        .map(|text| view! { <Notice tone=Tone::Good text /> })
        .erased()
}

fn done_words(done: &str) -> Option<&'static str> {
    Some(match done {
        "created" => "账号已建好，请把下面的一次性验证码交给本人。",
        "reset" => "原密码已作废，请把下面的一次性验证码交给本人。",
        "posted" => "角色和区域已修改，原有登录已退出。",
        "disabled" => "账号已停用，原有登录已退出。",
        "enabled" => "账号已恢复，原密码仍可使用。",
        "ended" => "已退出全部设备上的登录。",
        _ => return None,
    })
}

fn why(error: &str, field: &str) -> &'static str {
    match (error, field) {
        ("login_taken", _) => "这个账号已经有人使用，请换一个。",
        (_, "login") => "账号不能有空格，最长 64 个字符。",
        (_, "name") => "请填写姓名，最长 40 个字。",
        (_, "area") => "请选择与角色相符的区域：统筹员选乡镇，县科技局选县，市科技局选市。",
        (_, "unit") => "没有这个代码的派出单位；只有派出单位管理员要填。",
        (_, "role") => "不能改成或分配这个角色。",
        (_, "account") => "不能这样处理自己的或已停用的账号。",
        _ => said::failure(&AppError::from_code(error)),
    }
}
