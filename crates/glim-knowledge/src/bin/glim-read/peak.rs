//! The most memory a worker has had, as Linux tells it; elsewhere nothing is said.

/// Looks at processes while they live.
#[derive(Default)]
pub(crate) struct Peak {
    kilobytes: u64,
}

impl Peak {
    pub(crate) fn look(&mut self, process: Option<u32>) {
        let Some(process) = process else {
            return;
        };
        let status = std::fs::read_to_string(format!("/proc/{process}/status"));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        self.kilobytes = self.kilobytes.max(number.unwrap_or(0));
    }

    pub(crate) fn megabytes(&self) -> u64 {
        self.kilobytes / 1024
    }
}
