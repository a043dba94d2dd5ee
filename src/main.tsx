import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { ErrorBoundary } from './app/ErrorBoundary'
import { applyTheme, preferences } from './app/preferences'
import './app/theme.css'
import { allowOwnScripts } from './flow/own-scripts'

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
