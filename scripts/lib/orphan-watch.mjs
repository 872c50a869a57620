// Loaded before the program. The bootstrap holds the other end of this channel; when it is killed,
// the channel closes, and the program stops as it would on SIGTERM.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
