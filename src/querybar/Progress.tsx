/** A thin bar; without a share (0 to 1) it only says that something goes on. */
export function Progress({ label, share }: { readonly label: string; readonly share: number | null }) {
  const percent = share === null ? undefined : Math.floor(Math.min(1, share) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1 w-28 shrink-0 overflow-hidden rounded-full bg-line max-sm:w-full"
    >
      {percent === undefined ? (
        <div className="h-full w-1/3 animate-pulse rounded-full bg-accent/60" />
      ) : (
        <div className="h-full rounded-full bg-accent transition-[width] duration-300" style={{ width: `${percent}%` }} />
      )}
    </div>
  )
}
