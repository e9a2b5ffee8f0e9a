"""What issuepress costs, beside what its peers cost, on issues of our own prose."""
