/**
 * Next.js compiles a page when it is first asked for. Asking for it ourselves as soon as the server runs means that the
 * first visitor, and `pulumi up`, need not wait for the compiler.
 */
export function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const origin = `http://127.0.0.1:${process.env.PORT ?? 3001}`;
  for (const path of ['/', '/health']) fetch(origin + path).catch(() => {});
}
