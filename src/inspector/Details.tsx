import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Engine, OtherColumn, RowDetail } from '../engine/engine'
import { attributionText } from '../pair/attribution'
import type { Pair, PairKey } from '../pair/pair'
import { pictureVerdict, type Consent } from '../pair/safety'
import { LicenceBadge, NsfwBadge, SimilarityBadge } from '../ui/badges'
import { Away } from '../ui/Away'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { CopyButton } from '../ui/CopyButton'
import { RowProblem, unread } from './RowProblem'
import { rowAsJson, saysNothing, webAddress } from './row-text'

export interface DetailsProps {
  readonly engine: Engine
  readonly pair: Pair
  readonly consent: Consent
  /** Those without a role. */
  readonly columns: readonly OtherColumn[]
  /** What would show the pairs with one value of a column alone; null where that cannot be asked. */
  readonly filterBy: (column: OtherColumn, printed: string) => (() => void) | null
  /** Searches for more like a pair, or by its caption; null where the dataset cannot be searched. */
  readonly onSearch: ((by: { readonly like: PairKey } | { readonly text: string }) => void) | null
  /** To this pair, for others. */
  readonly link: () => string
  /** The model of its embeddings is here, so that captions can be searched for too. */
  readonly searchesWords: boolean
}

/** All that is known of a pair, in words. */
export function Details({ engine, pair, consent, columns, filterBy, onSearch, link, searchesWords }: DetailsProps) {
  const place = engine.place(pair.key)
  const row = useQuery({ queryKey: ['row', pair.key], queryFn: ({ signal }) => engine.row(pair.key, { signal }) })
  const verdict = pictureVerdict(pair, consent)
  const withheld = verdict === 'blocked' || (verdict === 'hidden' && pair.nsfw === 2)
  return (
    <div className="space-y-5 p-5">
      <section aria-label="Caption">
        {withheld ? (
          <p className="text-muted">
            {verdict === 'blocked'
              ? 'The caption and the address are blocked with the picture.'
              : 'The caption and the address are hidden with the picture.'}
          </p>
        ) : (
          <p dir="auto" className="text-lg leading-snug wrap-anywhere whitespace-pre-wrap select-text">
            {pair.caption.trim() || <span className="text-muted">No caption</span>}
          </p>
        )}
        <p className="mt-2.5 flex flex-wrap items-center gap-2">
          <NsfwBadge nsfw={pair.nsfw} />
          <LicenceBadge licence={pair.licence} />
          <span className="text-xs text-muted">
            {pair.width > 0 && pair.height > 0 ? `${pair.width} × ${pair.height} px` : 'Size unknown'}
          </span>
          <span className="text-xs text-muted">
            Similarity <SimilarityBadge similarity={pair.similarity} />
          </span>
        </p>
        {onSearch && verdict !== 'blocked' && (
          <p className="mt-4 flex flex-wrap gap-2">
            <Button onClick={() => onSearch({ like: pair.key })}>
              <Icon name="search" className="size-4" /> More like this
            </Button>
            {searchesWords && !withheld && pair.caption.trim() !== '' && (
              <Button onClick={() => onSearch({ text: pair.caption })}>Search by its caption</Button>
            )}
          </p>
        )}
        <p className="mt-3 -ml-1.5 flex flex-wrap md:gap-x-1">
          {!withheld && (
            <CopyButton what="the caption" text={pair.caption}>
              Caption
            </CopyButton>
          )}
          {pair.url !== null && !withheld && (
            <CopyButton what="the picture’s address" text={pair.url}>
              Address
            </CopyButton>
          )}
          {row.data && !withheld && (
            <CopyButton what="the row as JSON" text={rowAsJson(row.data)} icon="code">
              Row
            </CopyButton>
          )}
          {!withheld && (
            <CopyButton what="an attribution: a credit line with the licence" text={() => attributionText(pair)}>
              Attribution
            </CopyButton>
          )}
          <CopyButton what="a link to this pair" text={link} icon="link">
            Link
          </CopyButton>
          {pair.url !== null && (
            <CopyButton
              what="the picture’s address to report it; nothing is sent from here"
              text={pair.url}
              icon="flag"
              done="Address copied, nothing sent"
            >
              Report
            </CopyButton>
          )}
        </p>
      </section>
      {pair.url !== null && !withheld && <Original url={pair.url} />}
      <section aria-label="Row">
        <h3 className="mb-2 text-sm font-semibold">Every column</h3>
        {row.isPending && <p className="animate-pulse text-muted">Reading the row…</p>}
        {row.isError && <RowProblem error={row.error} />}
        {row.data && <Columns row={row.data} withheld={withheld} columns={columns} filterBy={filterBy} />}
      </section>
      <section aria-label="Source">
        <h3 className="mb-2 text-sm font-semibold">Source</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {row.data && <Fact name="File">{row.data.source.name}</Fact>}
          {row.data?.source.url != null && (
            <Fact name="Address">
              <span className="text-muted">{row.data.source.url}</span>{' '}
              <CopyButton what="the file’s address" text={row.data.source.url} className="-my-1 pointer-coarse:-my-3" />
            </Fact>
          )}
          <Fact name="Place">{place.words}</Fact>
          <Fact name="Key">{place.text}</Fact>
        </dl>
      </section>
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  )
}

/** Where the picture was found. Only web addresses become links. */
function Original({ url }: { readonly url: string }) {
  const address = webAddress(url, location.hostname)
  return (
    <section aria-label="Picture’s address">
      <h3 className="mb-1 text-sm font-semibold">Found at</h3>
      {address?.href ? (
        <Away href={address.href} dir="auto" className="text-muted wrap-anywhere hover:text-ink hover:underline">
          <span className="font-medium text-ink">{address.host}</span>
          {address.rest} <Icon name="external" className="inline size-3.5 align-[-0.15em]" />
        </Away>
      ) : (
        <p dir="auto" className="text-muted wrap-anywhere">
          {address ? address.host + address.rest : url}
        </p>
      )}
    </section>
  )
}

function Columns({
  row,
  withheld,
  columns,
  filterBy,
}: Pick<DetailsProps, 'columns' | 'filterBy'> & { readonly row: RowDetail; readonly withheld: boolean }) {
  return (
    <dl className="divide-y divide-line border-y border-line">
      {row.columns.map(({ name, type, value, problem }, i) => {
        const hidden = withheld && value !== null && !saysNothing(value)
        const column = columns.find(({ path }) => path === name)
        const onFilter = column && value !== null && !hidden ? filterBy(column, value) : null
        return (
          <div key={i} className="group py-2">
            <dt className="flex items-center gap-2 text-xs text-muted">
              <span dir="auto" className="font-medium text-ink wrap-anywhere">
                {name}
              </span>
              <span>{type}</span>
              {onFilter && (
                <button
                  type="button"
                  aria-label={`Only pairs with this ${name}`}
                  title="Only pairs with this value"
                  className={
                    '-my-1 ml-auto grid size-7 shrink-0 place-items-center rounded-md text-muted opacity-0 ' +
                    'group-hover:opacity-100 hover:bg-ink/6 hover:text-ink focus-visible:opacity-100 pointer-coarse:-my-3 ' +
                    'pointer-coarse:size-11 pointer-coarse:opacity-100'
                  }
                  onClick={onFilter}
                >
                  <Icon name="filter" className="size-4" />
                </button>
              )}
              {value !== null && !hidden && (
                <CopyButton
                  what={name}
                  text={value}
                  className={
                    `-my-1 ${onFilter ? '' : 'ml-auto'} opacity-0 pointer-coarse:-my-3 group-hover:opacity-100 ` +
                    'focus-visible:opacity-100 pointer-coarse:opacity-100'
                  }
                />
              )}
            </dt>
            <dd dir="auto" className="max-h-40 overflow-y-auto font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap select-text">
              {value === null || hidden ? (
                <span className="text-muted">{problem ? unread(problem) : hidden ? 'hidden' : 'null'}</span>
              ) : (
                value
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
