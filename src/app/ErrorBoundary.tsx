import { Component, type ReactNode } from 'react'
import { Button } from '../ui/Button'

interface ErrorBoundaryState {
  readonly error: Error | null
}

/** The last resort: a sentence instead of an empty page. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null }

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <main role="alert" className="mx-auto flex h-full max-w-lg flex-col justify-center px-5">
        <h1 className="text-xl font-semibold">Pairscope ran into a fault of its own</h1>
        <p className="mt-2 text-muted">What you had open is still in the address of this page: reloading brings it back.</p>
        <pre className="mt-4 overflow-auto rounded-xl border border-line bg-surface p-3 font-mono text-xs whitespace-pre-wrap">
          {error.message}
        </pre>
        <div className="mt-5 flex gap-2">
          <Button kind="primary" onClick={() => window.location.reload()}>
            Reload
          </Button>
          <Button
            onClick={() => {
              window.location.hash = '#/'
              window.location.reload()
            }}
          >
            Start page
          </Button>
        </div>
      </main>
    )
  }
}
