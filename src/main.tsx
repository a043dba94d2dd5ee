import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { ErrorBoundary } from './app/ErrorBoundary'
import { applyTheme, preferences } from './app/preferences'
import './app/theme.css'
import { allowOwnScripts } from './flow/own-scripts'
import { startOffline } from './offline/offline'
import { onceQuiet } from './offline/quiet'

allowOwnScripts()
applyTheme(preferences.get().theme)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
)

// The dev server's files change as they are written.
if (import.meta.env.PROD) onceQuiet(() => void startOffline())
