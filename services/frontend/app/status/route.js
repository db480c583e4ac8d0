import { askBackend } from '@/lib/backend';
import { stackName } from '@/lib/environment';
import { mergeStatus } from '@/lib/services';

export const dynamic = 'force-dynamic';

export async function GET() {
  return Response.json(mergeStatus(stackName(), await askBackend('/api/status')));
}
