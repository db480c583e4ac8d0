import { backendUrl } from '@/lib/environment';
import { forward } from '@/lib/proxy';

export const dynamic = 'force-dynamic';

// One origin for the browser: no CORS, and the backend's address stays inside the network.
async function toBackend(request) {
  const { pathname, search } = new URL(request.url);
  return forward(request, `${backendUrl()}${pathname}${search}`);
}

export { toBackend as GET, toBackend as POST, toBackend as PUT, toBackend as PATCH, toBackend as DELETE };
