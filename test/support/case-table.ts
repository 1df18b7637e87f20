/** Cases of a port's suite by target, printed when the suites are through: what ran, what passed, what could not run. */
export class CaseTable {
  private readonly rows = new Map<string, Map<string, string>>();
  private readonly targets: string[] = [];

  set(name: string, target: string, result: 'ok' | 'FAIL' | 'skip' | '-'): void {
    if (!this.targets.includes(target)) this.targets.push(target);
    const row = this.rows.get(name) ?? new Map<string, string>();
    this.rows.set(name, row.set(target, result));
  }

  count(result: string): number {
    return [...this.rows.values()].flatMap((row) => [...row.values()]).filter((r) => r === result).length;
  }

  toString(): string {
    const width = Math.max(...[...this.rows.keys()].map((name) => name.length));
    const line = (name: string, cells: string[]) =>
      `${name.padEnd(width)}  ${cells.map((cell, i) => cell.padEnd(this.targets[i]?.length ?? 0)).join('  ')}`;
    const body = [...this.rows].map(([name, row]) =>
      line(
        name,
        this.targets.map((target) => row.get(target) ?? ''),
      ),
    );
    const totals = `${this.count('ok')} ok, ${this.count('FAIL')} failed, ${this.count('skip')} skipped, ${this.count('-')} not for the target`;
    return [line('case', this.targets), ...body, totals].join('\n');
  }
}
