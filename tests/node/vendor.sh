#!/bin/sh
# What pages of the site use of others, from its pinned package, made small: `sh tests/node/vendor.sh FOLDER`.
set -e
cd "$(dirname "$0")"
{
  echo "/* MiniSearch $(node -p 'require("./node_modules/minisearch/package.json").version'), see minisearch.LICENSE.txt */"
  node_modules/.bin/terser node_modules/minisearch/dist/es/index.js --module --compress --mangle --comments false
} > "$1/minisearch.js"
cp node_modules/minisearch/LICENSE.txt "$1/minisearch.LICENSE.txt"
