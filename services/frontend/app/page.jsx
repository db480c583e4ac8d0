import { Chat } from '@/components/Chat';
import { Header } from '@/components/Header';
import { ServiceStrip } from '@/components/ServiceStrip';
import { TalentBrowser } from '@/components/TalentBrowser';
import { stackName } from '@/lib/environment';

export const dynamic = 'force-dynamic';

export default function Page() {
  const stack = stackName();
  return (
    <div className="page">
      <Header stack={stack} />
      <ServiceStrip stack={stack} />
      <main className="workspace">
        <Chat />
        <TalentBrowser />
      </main>
    </div>
  );
}
