//! A picture out of a file: opened upright by the browser, drawn small, encoded anew. What a camera
//! wrote beside the picture never gets that far.

use domain::photos::{Encoding, MAX_BYTES, only_the_picture};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement, ImageBitmap,
    ImageBitmapOptions, ImageOrientation, Url,
};

const JPEG: &str = "image/jpeg";

/// A decoded picture. Its memory, some 50 MB, goes with it.
pub(super) enum Picture {
    Bitmap(ImageBitmap),
    /// Of a browser without bitmaps, or one that could not make this one.
    Element(HtmlImageElement),
}

impl Drop for Picture {
    fn drop(&mut self) {
        match self {
            Self::Bitmap(bitmap) => bitmap.close(),
            Self::Element(element) => element.set_src(""),
        }
    }
}

impl Picture {
    /// Opens a file; none when it is no picture that this browser knows.
    pub(super) async fn open(file: &File) -> Option<Self> {
        let picture = match bitmap(file).await {
            Ok(bitmap) => Self::Bitmap(bitmap),
            // A browser that lacks it, or an option of it; what it could not decode no other way can.
            Err(fault) if fault.is_instance_of::<js_sys::TypeError>() => {
                Self::Element(element(file).await.ok()?)
            }
            Err(_) => return None,
        };
        let (width, height) = picture.size();
        (width > 0 && height > 0).then_some(picture)
    }

    fn size(&self) -> (u32, u32) {
        match self {
            Self::Bitmap(bitmap) => (bitmap.width(), bitmap.height()),
            Self::Element(element) => (element.natural_width(), element.natural_height()),
        }
    }

    /// The picture as it is sent: the best encoding that is small enough.
    pub(super) async fn small(&self) -> Option<Vec<u8>> {
        let mut encoding = Encoding::first();
        loop {
            let bytes = self.encode(encoding).await?;
            if bytes.len() <= MAX_BYTES {
                return Some(bytes);
            }
            encoding = encoding.after(bytes.len())?;
        }
    }

    /// The picture as JPEG and nothing beside it.
    pub(super) async fn encode(&self, encoding: Encoding) -> Option<Vec<u8>> {
        let (width, height) = self.size();
        let (width, height) = encoding.fit(width, height);
        let canvas = canvas(width, height)?;
        let encoded = match self.draw(&canvas, width, height) {
            Ok(()) => jpeg(&canvas, encoding.quality).await.ok(),
            Err(_) => None,
        };
        // Some browsers hold on to a canvas's memory until it has no size.
        canvas.set_width(0);
        canvas.set_height(0);
        only_the_picture(&encoded?)
    }

    fn draw(&self, canvas: &HtmlCanvasElement, width: u32, height: u32) -> Result<(), JsValue> {
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let (width, height) = (f64::from(width), f64::from(height));
        // JPEG has no transparency: white paper, not black.
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, width, height);
        js_sys::Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
        match self {
            Self::Bitmap(bitmap) => {
                context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)
            }
            Self::Element(element) => context
                .draw_image_with_html_image_element_and_dw_and_dh(element, 0.0, 0.0, width, height),
        }
    }
}

async fn bitmap(file: &File) -> Result<ImageBitmap, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    let made = window.create_image_bitmap_with_blob_and_image_bitmap_options(file, &options)?;
    JsFuture::from(made).await?.dyn_into()
}

async fn element(file: &File) -> Result<HtmlImageElement, JsValue> {
    let element = HtmlImageElement::new()?;
    let address = Url::create_object_url_with_blob(file)?;
    let loaded = Promise::new(&mut |loaded, failed| {
        element.set_onload(Some(&loaded));
        element.set_onerror(Some(&failed));
    });
    element.set_src(&address);
    let outcome = JsFuture::from(loaded).await;
    Url::revoke_object_url(&address)?;
    element.set_onload(None);
    element.set_onerror(None);
    outcome.map(|_| element)
}

fn canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> Result<Vec<u8>, JsValue> {
    let encoded = Promise::new(&mut |take, fail| {
        let begun =
            canvas.to_blob_with_type_and_encoder_options(&take, JPEG, &JsValue::from(quality));
        if let Err(error) = begun {
            // The promise's own function cannot fail.
            drop(fail.call1(&JsValue::NULL, &error));
        }
    });
    // Null when the browser had no memory for it.
    let blob: Blob = JsFuture::from(encoded).await?.dyn_into()?;
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
