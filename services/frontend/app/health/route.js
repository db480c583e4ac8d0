import { askBackend } from '@/lib/backend';
import { stackName } from '@/lib/environment';
import { healthReport } from '@/lib/health';

export const dynamic = 'force-dynamic';

export async function GET() {
  const { httpStatus, report } = healthReport(stackName(), await askBackend('/health'));
  return Response.json(report, { status: httpStatus });
}
