//! Photos as pages see them: taken in from a file input, kept on the phone until they arrive.

use domain::records::Photo;
use leptos::prelude::Callback;

use super::Pending;

/// A photo that was taken in: upright, small, without metadata, and on the phone's disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPhoto {
    pub photo: Photo,
    pub byte_count: usize,
}

/// Why a picture was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoFault {
    /// No picture, or one this browser cannot open.
    Unreadable,
    /// The disk is nearly full: text still fits.
    NoRoom,
    /// This browser keeps nothing.
    Unavailable,
}

impl PhotoFault {
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "这张照片打不开，没有加上。请换一张，或用手机相机重新拍。",
            Self::NoRoom => {
                "手机存储快满了，照片没有加上；文字仍可以保存和提交。请腾出空间后再加照片。"
            }
            Self::Unavailable => "这个浏览器存不了照片，没有加上；文字不受影响。",
        }
    }
}

/// How taking in goes; pictures are counted from 1 in the order they were chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taking {
    /// This picture is being worked on.
    Begun(usize),
    Taken(TakenPhoto),
    Failed(usize, PhotoFault),
    /// So many were chosen beyond what the record still holds.
    LeftOut(usize),
}

/// Takes pictures in and shows them again.
pub trait Photos: Send + Sync {
    /// Takes in what a file input of this id holds, at most `most` pictures, one after another, and
    /// empties the input. Tells each step; a bad picture does not stop the others.
    fn take_in(&self, input_id: &str, most: usize, tell: Callback<Taking>) -> Pending<()>;

    /// An address for `<img src>`: the phone's own thumbnail, or the server's picture.
    fn thumbnail(&self, sha256: &str) -> Pending<Option<String>>;
}
