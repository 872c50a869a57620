/** Steps that build on one another: after one has failed the others are not tried, but counted. */
export class Journey {
  passed = 0;
  failed = 0;

  constructor(name) {
    this.name = name;
  }

  say(line) {
    console.log(`       ${line}`);
  }

  async step(sentence, work) {
    if (this.failed > 0) {
      this.failed += 1;
      console.log(`FAILED as ${this.name}: ${sentence} (not reached)`);
      return;
    }
    try {
      await work();
      this.passed += 1;
      console.log(`passed as ${this.name}: ${sentence}`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED as ${this.name}: ${sentence}\n${error.stack}`);
    }
  }
}
