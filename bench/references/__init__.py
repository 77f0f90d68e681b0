"""What others would do with the same parts: each as plain as its own documentation shows it."""
