import { latency } from '@/lib/format';

import styles from './ServiceStrip.module.css';

export function ServiceCard({ name, state, latencyMs, detail, role }) {
  const text = [role && `role ${role}`, detail].filter(Boolean).join(' · ');
  return (
    <li className={styles.service} data-testid={`service-${name}`} data-state={state}>
      <strong className={styles.name}>{name}</strong>
      <span className={styles.latency}>{latency(latencyMs)}</span>
      <p className={styles.detail} title={text}>
        <span className={styles.state}>{state}</span>
        {text && ` · ${text}`}
      </p>
    </li>
  );
}
