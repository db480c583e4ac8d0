import { latency } from '@/lib/format';

import styles from './ServiceStrip.module.css';

export function ServiceCard({ name, state, latencyMs, detail, role }) {
  const text = [role && `role ${role}`, detail].filter(Boolean).join(' · ');
  return (
    <li className={styles.service} data-testid={`service-${name}`} data-state={state}>
      <p className={styles.top}>
        <span className={styles.dot} aria-hidden="true" />
        <strong>{name}</strong>
        <span className={styles.latency}>{latency(latencyMs)}</span>
      </p>
      <p className={styles.detail} title={text}>
        <span className={styles.state}>{state}</span>
        {text && ` · ${text}`}
      </p>
    </li>
  );
}
