//! The phone's position: one attempt at the person's tap. A refusal is remembered.

use app::device::{Memory as _, Pending, Positions, measured};
use chrono::DateTime;
use domain::{codes::PositionAbsent, visits::Position};
use js_sys::{Array, Promise, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Geolocation, PositionOptions, Window};

use crate::{made_here::now, memory::LocalStorage};

/// The longest a person waits, in milliseconds.
const PATIENCE_MS: i32 = 15_000;
/// A fix the phone made so lately still says where it is.
const STILL_GOOD_MS: u32 = 60_000;

const REFUSED: &str = "position_refused";

/// The phone's position by the browser.
pub(crate) struct PhonePositions;

impl Positions for PhonePositions {
    fn was_refused(&self) -> bool {
        LocalStorage.recall(REFUSED) == Some(Value::Bool(true))
    }

    fn locate(&self) -> Pending<Result<Position, PositionAbsent>> {
        Box::pin(async {
            let found = locate().await;
            let refused = found == Err(PositionAbsent::Denied);
            if refused || found.is_ok() {
                LocalStorage.remember(REFUSED, &json!(refused));
            }
            found
        })
    }
}

async fn locate() -> Result<Position, PositionAbsent> {
    let window = web_sys::window().ok_or(PositionAbsent::NoFix)?;
    let asked = window.navigator().geolocation();
    let finder = asked.map_err(|_| PositionAbsent::NoFix)?;
    if finder.is_undefined() {
        return Err(PositionAbsent::NoFix);
    }
    // The browser's own limit does not count the time of its question to the person.
    let attempt = Promise::race(&Array::of2(&fix(&finder), &patience(&window)));
    let answer = JsFuture::from(attempt).await.map_err(|error| why(&error))?;
    read(&answer).ok_or(PositionAbsent::NoFix)
}

fn fix(finder: &Geolocation) -> Promise {
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(PATIENCE_MS.unsigned_abs());
    options.set_maximum_age(STILL_GOOD_MS);
    Promise::new(&mut |found, failed| {
        let begun = finder.get_current_position_with_error_callback_and_options(
            &found,
            Some(&failed),
            &options,
        );
        if let Err(error) = begun {
            // The promise's own function cannot fail.
            drop(failed.call1(&JsValue::NULL, &error));
        }
    })
}

/// Ends with nothing when it runs out.
fn patience(window: &Window) -> Promise {
    Promise::new(&mut |end, _| {
        // Without a timer the browser's own limit holds.
        drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&end, PATIENCE_MS));
    })
}

fn why(error: &JsValue) -> PositionAbsent {
    const PERMISSION_DENIED: f64 = 1.0;
    if number(error, "code") == Some(PERMISSION_DENIED) {
        PositionAbsent::Denied
    } else {
        PositionAbsent::NoFix
    }
}

fn read(answer: &JsValue) -> Option<Position> {
    let coords = Reflect::get(answer, &"coords".into()).ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds; nonsense is sorted out"
    )]
    let milliseconds = number(answer, "timestamp")? as i64;
    measured(
        (number(&coords, "latitude")?, number(&coords, "longitude")?),
        number(&coords, "accuracy")?,
        DateTime::from_timestamp_millis(milliseconds),
        now(),
    )
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(of, &name.into()).ok()?.as_f64()
}
