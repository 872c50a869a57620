"use strict";

/** @param {string} verb what bootstrap.mjs is to do with this process's arguments */
module.exports = function runBootstrap(verb) {
  process.argv.splice(2, 0, verb);
  import("../bootstrap.mjs").catch((error) => {
    console.error(error);
    process.exitCode = 4;
  });
};
