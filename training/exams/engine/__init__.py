"""The reckoning of exams: shares of points, what two or three markers make together, how the items worked."""
