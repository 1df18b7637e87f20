import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './styles.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

const LATELY_MS = 30_000;
/** A new build has other files: a page of the old one starts anew, where the service answers and this has not just happened. */
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('luthier.renewed') ?? 0);
  if (Date.now() - last < LATELY_MS) return;
  void fetch('/livez').then(
    ({ ok }) => {
      if (!ok) return;
      sessionStorage.setItem('luthier.renewed', String(Date.now()));
      location.reload();
    },
    () => undefined,
  );
});

/** The policy of the page lets only style elements with this word in; the api makes a new one for each answer. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
setNonce(nonce);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App nonce={nonce} />
  </StrictMode>,
);
