'use client';

import { SERVICES } from '@/lib/services';
import { useStatus } from '@/lib/useStatus';

import { ServiceCard } from './ServiceCard';
import styles from './ServiceStrip.module.css';

export function ServiceStrip({ stack }) {
  const { services } = useStatus(stack);
  return (
    <section aria-label="State of the services">
      <ul className={styles.strip}>
        {SERVICES.map((name) => (
          <ServiceCard key={name} name={name} {...services[name]} />
        ))}
      </ul>
      <p className="visually-hidden" role="status" aria-live="polite">
        {announcement(services)}
      </p>
    </section>
  );
}

// Only what changes is read out: a sentence with latencies would be spoken on each poll.
function announcement(services) {
  const down = SERVICES.filter((name) => services[name].state === 'down');
  if (down.length > 0) return `Down: ${down.join(', ')}`;
  return SERVICES.every((name) => services[name].state === 'ready') ? 'All services are ready' : '';
}
