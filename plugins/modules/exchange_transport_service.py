# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for the Transport service of an Exchange server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_transport_service
short_description: Set retries, limits, name servers and logs of a server's Transport service
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Changes the service that queues and routes mail. Every Mailbox server has one.
  - In a topology it belongs to the host whose server it names.
  - Left out is what is reserved for Microsoft, and a log that has not been written since Exchange 2013.
options:
  delay_notification_timeout:
    description:
      - After how long the sender is told that mail is late, V(00:00:01) to V(30.00:00:00). Longer than
        O(transient_failure_retry_count) times O(transient_failure_retry_interval).
    type: str
  message_expiration_timeout:
    description:
      - After how long a message that could not be delivered goes back, V(00:00:05) to V(90.00:00:00).
    type: str
  message_retry_interval:
    description:
      - How long a message waits that the other side put off, V(00:00:01) to V(1.00:00:00). Microsoft advises against
        changing it without support.
    type: str
  outbound_connection_failure_retry_interval:
    description:
      - How long a connection waits when the tries at once have failed, V(00:00:01) to V(20.00:00:00).
    type: str
  queue_max_idle_time:
    description:
      - How long an empty queue stays, V(00:00:05) to V(01:00:00). Microsoft advises against changing it without
        support.
    type: str
  max_outbound_connections:
    description:
      - How many connections the server opens at a time, or V(unlimited).
    type: str
  max_per_domain_outbound_connections:
    description:
      - How many of them go to one domain, or V(unlimited). Not more than O(max_outbound_connections).
    type: str
  max_concurrent_mailbox_deliveries:
    description:
      - How many messages at a time go into mailboxes, V(1) to V(256). Microsoft advises against changing it without
        support.
    type: int
  max_concurrent_mailbox_submissions:
    description:
      - How many messages at a time come out of mailboxes, V(1) to V(256).
    type: int
  intra_org_connector_smtp_max_messages_per_connection:
    description:
      - How many messages go over one connection to another server of the organization.
    type: int
  poison_message_detection_enabled:
    description:
      - Whether a message that brought the service down is put aside. Microsoft advises against changing it without
        support.
    type: bool
  poison_threshold:
    description:
      - After how many failures a message is put aside, V(1) to V(10). Microsoft advises against changing it without
        support.
    type: int
  recipient_validation_cache_enabled:
    description:
      - Whether the server remembers which recipients exist.
    type: bool
  use_downgraded_exchange_server_auth:
    description:
      - V(true) lets servers authenticate over links that cannot encrypt. It needs a receive connector of its own for
        them.
    type: bool
  pickup_directory_path:
    description:
      - The folder from which message files are sent. Null takes none.
    type: str
  pickup_directory_max_header_size:
    description:
      - How large the headers of such a file may be, from 32 KB to 2 GB.
    type: str
  pickup_directory_max_messages_per_minute:
    description:
      - How many such files are sent a minute, V(1) to V(20000).
    type: int
  pickup_directory_max_recipients_per_message:
    description:
      - How many recipients such a file may have, V(1) to V(10000).
    type: int
  replay_directory_path:
    description:
      - The folder from which messages exported from queues are sent again. Null takes none.
    type: str
  root_drop_directory_path:
    description:
      - The folder below which foreign connectors put mail for other systems. Null names none.
    type: str
  content_conversion_tracing_enabled:
    description:
      - Whether messages whose conversion failed are kept for a look. They hold what people wrote.
    type: bool
  pipeline_tracing_enabled:
    description:
      - Whether copies of the messages of O(pipeline_tracing_sender_address) are kept at each step of transport. They
        hold what people wrote.
    type: bool
  pipeline_tracing_path:
    description:
      - The folder of these copies. Null keeps none.
    type: str
  pipeline_tracing_sender_address:
    description:
      - The sender whose messages are traced. Null traces nobody.
    type: str
  message_tracking_log_subject_logging_enabled:
    description:
      - Whether the subject of messages stands in the log that message tracking searches.
    type: bool
  message_tracking_log_enabled:
    description:
      - Whether there is a log of the way of every message, which message tracking searches.
    type: bool
  message_tracking_log_path:
    description:
      - The folder of the log of the way of every message, which message tracking searches. Null takes the folder
        away, and with it the log; to switch a log off, prefer its own switch where it has one.
    type: str
  message_tracking_log_max_age:
    description:
      - For how long the log of the way of every message, which message tracking searches is kept; V(00:00:00) keeps
        it for ever.
    type: str
  message_tracking_log_max_file_size:
    description:
      - How large one file of the log of the way of every message, which message tracking searches grows, or
        V(unlimited). Not more than O(message_tracking_log_max_directory_size).
    type: str
  message_tracking_log_max_directory_size:
    description:
      - How large all files of the log of the way of every message, which message tracking searches together grow, or
        V(unlimited); then the oldest goes.
    type: str
  active_user_statistics_log_path:
    description:
      - The folder of the log of statistics about active users. Null takes the folder away, and with it the log; to
        switch a log off, prefer its own switch where it has one.
    type: str
  active_user_statistics_log_max_age:
    description:
      - For how long the log of statistics about active users is kept; V(00:00:00) keeps it for ever.
    type: str
  active_user_statistics_log_max_file_size:
    description:
      - How large one file of the log of statistics about active users grows, or V(unlimited). Not more than
        O(active_user_statistics_log_max_directory_size).
    type: str
  active_user_statistics_log_max_directory_size:
    description:
      - How large all files of the log of statistics about active users together grow, or V(unlimited); then the
        oldest goes.
    type: str
  irm_log_enabled:
    description:
      - Whether there is a log of the encryption of protected mail.
    type: bool
  irm_log_path:
    description:
      - The folder of the log of the encryption of protected mail. Null takes the folder away, and with it the log; to
        switch a log off, prefer its own switch where it has one.
    type: str
  irm_log_max_age:
    description:
      - For how long the log of the encryption of protected mail is kept; V(00:00:00) keeps it for ever.
    type: str
  irm_log_max_file_size:
    description:
      - How large one file of the log of the encryption of protected mail grows, or V(unlimited). Not more than
        O(irm_log_max_directory_size).
    type: str
  irm_log_max_directory_size:
    description:
      - How large all files of the log of the encryption of protected mail together grow, or V(unlimited); then the
        oldest goes.
    type: str
  queue_log_path:
    description:
      - The folder of the log of the state of queues. Null takes the folder away, and with it the log; to switch a log
        off, prefer its own switch where it has one.
    type: str
  queue_log_max_age:
    description:
      - For how long the log of the state of queues is kept; V(00:00:00) keeps it for ever.
    type: str
  queue_log_max_file_size:
    description:
      - How large one file of the log of the state of queues grows, or V(unlimited). Not more than
        O(queue_log_max_directory_size).
    type: str
  queue_log_max_directory_size:
    description:
      - How large all files of the log of the state of queues together grow, or V(unlimited); then the oldest goes.
    type: str
extends_documentation_fragment:
  - mailflow.hybrid.transport_service
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource.permanent
"""

EXAMPLES = r"""
- name: Return mail after two days, and tell the sender after an hour that it is late
  mailflow.hybrid.exchange_transport_service:
    name: EX1
    message_expiration_timeout: 2.00:00:00
    delay_notification_timeout: 1h

- name: Keep no subjects in message tracking, and keep it for 90 days
  mailflow.hybrid.exchange_transport_service:
    name: EX1
    message_tracking_log_subject_logging_enabled: false
    message_tracking_log_max_age: 90d
    message_tracking_log_max_directory_size: 5GB

- name: Send no files from the pickup folder
  mailflow.hybrid.exchange_transport_service:
    name: EX1
    pickup_directory_path: null
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The service as it now is, or in check mode would be; its name and every option of this module that the service
      shows, in the spelling in which values are compared.
  returned: success
  type: dict
  sample:
    name: EX1
    message_expiration_timeout: 2.00:00:00
    delay_notification_timeout: 01:00:00
    pickup_directory_path: ''
calls:
  description:
    - The cmdlets that change something, in order. They were made, or in check mode would be. After a failure, those
      that were made before it.
  returned: success, and when a call failed
  type: list
  elements: dict
  contains:
    cmdlet:
      description: The cmdlet.
      returned: always
      type: str
      sample: Set-TransportService
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: EX1, DelayNotificationTimeout: '01:00:00'}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the resource.
      returned: always
      type: str
      sample: "ex1: Transport service 'EX1'"
    after_header:
      description: The same.
      returned: always
      type: str
      sample: "ex1: Transport service 'EX1'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "delay_notification_timeout: 04:00:00\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "delay_notification_timeout: 01:00:00\n"
"""
