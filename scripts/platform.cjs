// Says in one line what is wrong with the machine. In the JavaScript of 2009 and without
// dependencies, so that the oldest Node still understands it.
"use strict";

var OLDEST_NODE = 20;
var PLATFORMS = ["linux-x64", "linux-arm64", "darwin-arm64"];

function problem(versions, platform, arch) {
  var node = versions.node || "0";
  if (platform === "win32") {
    return (
      "Corollary does not run on Windows itself: install WSL (https://aka.ms/wsl), " +
      "and run the same command there."
    );
  }
  if (PLATFORMS.indexOf(platform + "-" + arch) < 0) {
    return (
      "Corollary does not run on " +
      (platform + "-" + arch) +
      ": it needs Linux (x64 or arm64) or macOS on Apple silicon."
    );
  }
  if (parseInt(node, 10) < OLDEST_NODE) {
    return (
      "Corollary needs Node " +
      OLDEST_NODE +
      " or later, this is Node " +
      node +
      ": install a current one from https://nodejs.org and run the same command again."
    );
  }
  return null;
}

var found = problem(process.versions, process.platform, process.arch);
if (found !== null) {
  console.error(found);
  process.exit(4);
}

module.exports = { problem: problem };
