/** Keeps the most recently used values within a budget: of bytes, or of whatever their costs are counted in. The newest always stays. */
export class Lru<T, K = string> {
  private readonly entries = new Map<K, { readonly value: T; readonly cost: number }>()
  private used = 0

  constructor(private readonly budget: number) {}

  /** The cost of all that is kept. */
  get cost(): number {
    return this.used
  }

  has(key: K): boolean {
    return this.entries.has(key)
  }

  get(key: K): T | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.value
  }

  set(key: K, value: T, cost = 1): void {
    this.delete(key)
    this.entries.set(key, { value, cost })
    this.used += cost
    for (const oldest of this.entries.keys()) {
      if (this.used <= this.budget || this.entries.size === 1) break
      this.delete(oldest)
    }
  }

  delete(key: K): void {
    const entry = this.entries.get(key)
    if (!entry) return
    this.entries.delete(key)
    this.used -= entry.cost
  }
}
