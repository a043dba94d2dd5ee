/** Keeps the most recently used values within a budget of bytes. The newest stays even when it alone is over. */
export class Lru<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly cost: number }>()
  private readonly budget: number
  private used = 0

  constructor(budget: number) {
    this.budget = budget
  }

  get bytes(): number {
    return this.used
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  get(key: string): T | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: T, cost: number): void {
    this.delete(key)
    this.entries.set(key, { value, cost })
    this.used += cost
    for (const oldest of this.entries.keys()) {
      if (this.used <= this.budget || this.entries.size === 1) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key)
    if (!entry) return
    this.entries.delete(key)
    this.used -= entry.cost
  }
}
