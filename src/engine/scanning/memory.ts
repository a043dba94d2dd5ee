import { Condition } from '../../flow/condition'

/** The memory set aside for the table. Rows are claimed before they are fetched, so that what is under way fits too. */
export class Memory {
  /** Notified when there is more room. */
  readonly freed = new Condition()
  private claimedRows = 0

  constructor(
    private budget: number,
    private readonly bytesPerRow: number,
    /** What else lies in the table: columns read besides. */
    private readonly otherBytes: () => number,
  ) {}

  get budgetBytes(): number {
    return this.budget
  }

  set budgetBytes(bytes: number) {
    this.budget = bytes
    this.freed.notify()
  }

  get isFull(): boolean {
    return !this.holds(0)
  }

  /** Whether there is room for so many more rows. */
  holds(rows: number): boolean {
    return (this.claimedRows + rows) * this.bytesPerRow + this.otherBytes() <= this.budget
  }

  /** Whether there would be, were it the only thing. */
  couldHold(rows: number): boolean {
    return rows * this.bytesPerRow <= this.budget
  }

  claim(rows: number): void {
    this.claimedRows += rows
  }

  /** Of rows that did not arrive. */
  giveBack(rows: number): void {
    this.claimedRows -= rows
    this.freed.notify()
  }
}
