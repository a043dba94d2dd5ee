export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** NUL would end the statement for the C parser below, and no stored text needs it to match. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}

/** A float literal that DuckDB reads as DOUBLE and not as DECIMAL, so that bounds compare exactly. */
export function double(value: number): string {
  return value.toExponential()
}

/** Reads a file of numbers. */
export function fileRows(fileName: string): string {
  return `read_parquet(${quoteText(fileName)}, file_row_number = true)`
}

/**
 * A condition of alternatives that leaves rows in their order. Where DuckDB 0.9.1 filters by a bare OR, or by IN with a short list,
 * the rows of each 2,048 that pass by the first alternative come first, and a page that ends among them would lose the others.
 */
export function keepingOrder(alternatives: string): string {
  return `coalesce(${alternatives}, false)`
}
