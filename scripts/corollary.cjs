#!/usr/bin/env node
// The command `corollary`. After `npm ci` alone it works: it builds what it needs.
"use strict";

require("./platform.cjs");
// Apart, because an old Node could not even read it.
require("./lib/run-bootstrap.cjs")("cli");
