#!/bin/sh
# Draws the PNG icons of frontend/static from the two SVGs. Needs Chromium and ImageMagick.
# Run it after a change of either SVG: sh frontend/icons/draw.sh
set -eu
cd "$(dirname "$0")"

draw() { # source, size, target
    page=$(mktemp --suffix .html)
    printf '<style>*{margin:0}img{display:block;width:%spx;height:%spx}</style><img src="file://%s">' \
        "$2" "$2" "$(realpath "$1")" >"$page"
    "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --allow-file-access-from-files --default-background-color=00000000 \
        --window-size="$2,$2" --screenshot="$page.png" "file://$page" 2>/dev/null
    convert "$page.png" -strip -define png:compression-level=9 "../static/$3"
    rm "$page" "$page.png"
}

draw ../static/icon.svg 192 icon-192.png
draw ../static/icon.svg 512 icon-512.png
draw full-bleed.svg 512 icon-maskable-512.png
draw full-bleed.svg 180 apple-touch-icon.png
