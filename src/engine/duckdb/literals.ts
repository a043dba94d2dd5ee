import type { LeafColumn } from '../../dataset/roles'

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A column's value in a row of a slice, whether it is a field of a struct or the first element of a list. */
export function valueSql({ path, steps }: LeafColumn): string {
  const [column, ...rest] = steps ?? [path]
  return rest.reduce<string>(
    (value, step) => (step === 0 ? `${value}[1]` : `struct_extract(${value}, ${quoteText(step)})`),
    quoteName(`${column ?? ''}`),
  )
}

/** NUL would end the statement for the C parser below, and no stored text needs it to match. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}

/** A float literal that DuckDB reads as DOUBLE and not as DECIMAL, so that bounds compare exactly. */
export function double(value: number): string {
  return value.toExponential()
}

/** Reads a slice; old writers leave strings unannotated, hence `binary_as_string`. */
export function sliceRows(sliceName: string): string {
  return `read_parquet(${quoteText(sliceName)}, file_row_number = true, binary_as_string = true)`
}

/**
 * A condition of alternatives that leaves rows in their order. Where DuckDB 0.9.1 filters by a bare OR, or by IN with a short list,
 * the rows of each 2,048 that pass by the first alternative come first, and a page that ends among them would lose the others.
 */
export function keepingOrder(alternatives: string): string {
  return `coalesce(${alternatives}, false)`
}
