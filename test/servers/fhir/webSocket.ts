import { WebSocket } from 'undici';

/** Medplum looks for the global `WebSocket` when it is loaded, and Node.js has none before version 22. */
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });
