import { profile } from '@/lib/format';

import { Face } from './Face';
import styles from './ChatMatch.module.css';

export function ChatMatch({ score, why, talent }) {
  return (
    <li className={styles.match} data-testid="chat-match">
      <Face name={talent.name} />
      <div className={styles.body}>
        <p className={styles.top}>
          <strong>{talent.name}</strong>
          <span className={styles.score}>score {score.toFixed(2)}</span>
        </p>
        <p className={styles.profile}>{profile(talent)}</p>
        <ul className={styles.why} aria-label="Why">
          {why.map((reason) => (
            <li key={reason} className="tag">{reason}</li>
          ))}
        </ul>
      </div>
    </li>
  );
}
